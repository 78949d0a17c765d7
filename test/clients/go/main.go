// Drives the server at the address given with the public Go library of Mattermost, unmodified: Client4 and
// WebSocketClient, as bridges and command line tools use them. The server is empty; every account is made by the library.
package main

import (
	"fmt"
	"net/http"
	"os"
	"regexp"
	"sort"
	"strings"

	"github.com/gorilla/websocket"
	"github.com/mattermost/mattermost/server/public/model"
)

var nobody = strings.Repeat("a", 26)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: clients-go http://HOST:PORT")
		os.Exit(2)
	}
	s := newScene(os.Args[1])
	t := &tally{}
	t.check("before anybody logs in: ping, config, licence, log-out", s.strangers)
	t.check("accounts sign up, the first is the system admin, and log in", s.accounts)
	t.check("the WebSocket takes the token and answers actions, binary ones too", s.live)
	t.check("a team, its members, and who is told", s.teams)
	t.check("channels: made, changed, joined, left, hidden from others", s.channels)
	t.check("a post stands in the channel and arrives at everybody at once", s.posts)
	t.check("a post is changed, pinned and removed, by its author only", s.changes)
	t.check("reactions come and go", s.reactions)
	t.check("a thread and its place in the list", s.threads)
	t.check("direct and group channels", s.privately)
	t.check("posts and people are found", s.search)
	t.check("preferences are kept, told to the account and removed", s.preferences)
	t.check("status, typing, reading", s.presence)
	t.check("pages end with an empty one, and what has not changed is not sent again", s.pages)
	t.check("a bot with an administrator's token answers a mention and posts a button", s.bot)
	t.check("tokens with scopes, and with a new secret", s.scopes)
	t.check("a channel is archived and refuses posts", s.archive)
	t.check("a lost connection is resumed by its number", s.resume)
	t.check("after the log-out the token is worth nothing", s.logOut)
	os.Exit(t.finish())
}

// scene is who takes part, and what earlier checks made for later ones.
type scene struct {
	base                   string
	ada, bob, cyd, strange *person
	pilot                  *person // a bot
	team                   *model.Team
	town, room, hidden     *model.Channel
}

func newScene(base string) *scene {
	return &scene{base: base, ada: newPerson(base, "ada"), bob: newPerson(base, "bob"), cyd: newPerson(base, "cyd"),
		strange: newPerson(base, "strange")}
}

func (s *scene) strangers() {
	status, answer, err := s.ada.GetPing(ctx)
	equal(must(status, answer, err), "OK")
	require(regexp.MustCompile(`^\d+\.\d+\.\d+\.`).MatchString(answer.ServerVersion), "version %s", answer.ServerVersion)
	require(answer.RequestId != "", "an answer without a request id")
	equal(must(s.ada.GetClientConfig(ctx, ""))["EnableSignInWithUsername"], "true")
	equal(must(s.ada.GetOldClientLicense(ctx, ""))["IsLicensed"], "false")
	// Bridges ask so whether the server is there.
	done(s.ada.Logout(ctx))
	_, answer, err = s.ada.GetMe(ctx, "")
	refused("api.context.session_expired.app_error", http.StatusUnauthorized, answer, err)
}

func (s *scene) accounts() {
	equal(must(s.ada.CreateUser(ctx, s.ada.account())).Password, "")
	s.ada.logIn()
	require(strings.Contains(s.ada.user.Roles, model.SystemAdminRoleId), "roles of the first: %s", s.ada.user.Roles)
	for _, p := range []*person{s.bob, s.cyd, s.strange} {
		equal(must(s.ada.CreateUser(ctx, p.account())).Roles, model.SystemUserRoleId)
		p.logIn()
		me := must(p.GetMe(ctx, ""))
		equal([]string{me.Id, me.Username, me.Email}, []string{p.user.Id, p.name, p.name + "@example.com"})
	}
	_, answer, err := newPerson(s.base, "bob").Login(ctx, "bob", "wrong-"+password)
	refused("api.user.login.invalid_credentials_email_username", http.StatusUnauthorized, answer, err)
	_, answer, err = s.ada.CreateUser(ctx, s.bob.account())
	refused("app.user.save.email_exists.app_error", http.StatusBadRequest, answer, err)
	_, answer, err = s.bob.GetConfig(ctx)
	forbidden(answer, err)
	equal(*must(s.ada.GetConfig(ctx)).ServiceSettings.EnableIncomingWebhooks, true)
}

func (s *scene) live() {
	for _, p := range []*person{s.ada, s.bob, s.cyd} {
		p.goLive()
	}
	s.bob.socket.GetStatuses()
	equal(s.bob.response().Status, model.StatusOk)
	require(s.bob.socket.SendBinaryMessage("get_statuses_by_ids", map[string]any{"user_ids": []string{s.cyd.user.Id}}) == nil,
		"no binary message")
	answer := s.bob.response()
	equal([]any{answer.Status, answer.SeqReply, answer.Data[s.cyd.user.Id]}, []any{model.StatusOk, int64(3), "online"})
	s.bob.socket.SendMessage("no_such_action", nil)
	answer = s.bob.response()
	equal(answer.Status, model.StatusFail)
	require(answer.Error != nil && answer.Error.Id != "", "a failure without its error")
}

func (s *scene) teams() {
	s.team = must(s.ada.CreateTeam(ctx, &model.Team{Name: "harbour", DisplayName: "Harbour", Type: model.TeamOpen}))
	equal(must(s.ada.GetTeamByName(ctx, "harbour", "")).Id, s.team.Id)
	for _, p := range []*person{s.bob, s.cyd} {
		equal(must(s.ada.AddTeamMember(ctx, s.team.Id, p.user.Id)).UserId, p.user.Id)
		told := p.expect(model.WebsocketEventAddedToTeam, anyEvent)
		equal([]any{told.GetData()["team_id"], told.GetData()["user_id"]}, []any{s.team.Id, p.user.Id})
	}
	equal(must(s.bob.GetTeamsForUser(ctx, "me", ""))[0].Id, s.team.Id)
	equal(must(s.bob.GetTeamMembersForUser(ctx, "me", ""))[0].TeamId, s.team.Id)
	s.town = must(s.bob.GetChannelByName(ctx, "town-square", s.team.Id, ""))
	shut := must(s.ada.CreateTeam(ctx, &model.Team{Name: "shut", DisplayName: "Shut", Type: model.TeamInvite}))
	_, answer, err := s.strange.GetTeam(ctx, shut.Id, "")
	forbidden(answer, err)
	_, answer, err = s.ada.GetTeam(ctx, nobody, "")
	refused("app.team.get.find.app_error", http.StatusNotFound, answer, err)
}

func names(channels []*model.Channel) []string {
	var found []string
	for _, c := range channels {
		found = append(found, c.Name)
	}
	sort.Strings(found)
	return found
}

func (s *scene) channels() {
	make := func(name string, kind model.ChannelType) *model.Channel {
		return must(s.bob.CreateChannel(ctx, &model.Channel{TeamId: s.team.Id, Name: name, DisplayName: "The " + name, Type: kind}))
	}
	s.room, s.hidden = make("quay", model.ChannelTypeOpen), make("vault", model.ChannelTypePrivate)
	s.bob.expect(model.WebsocketEventChannelCreated, func(e *model.WebSocketEvent) bool {
		return e.GetData()["channel_id"] == s.hidden.Id
	})
	_, answer, err := s.cyd.GetChannel(ctx, s.hidden.Id, "")
	forbidden(answer, err)
	_, answer, err = s.bob.CreateChannel(ctx, &model.Channel{TeamId: s.team.Id, Name: "quay", DisplayName: "Again", Type: model.ChannelTypeOpen})
	refused("store.sql_channel.save_channel.exists.app_error", http.StatusBadRequest, answer, err)

	header := "Ships"
	equal(must(s.bob.PatchChannel(ctx, s.room.Id, &model.ChannelPatch{Header: &header})).Header, header)
	changed := s.bob.expect(model.WebsocketEventChannelUpdated, anyEvent)
	equal(carried[*model.Channel](changed, "channel").Header, header)

	equal(must(s.bob.AddChannelMember(ctx, s.room.Id, s.cyd.user.Id)).ChannelId, s.room.Id)
	for _, p := range []*person{s.bob, s.cyd} {
		p.expect(model.WebsocketEventUserAdded, func(e *model.WebSocketEvent) bool {
			return e.GetData()["user_id"] == s.cyd.user.Id && e.GetBroadcast().ChannelId == s.room.Id
		})
	}
	equal(must(s.bob.GetChannelStats(ctx, s.room.Id, "", false)).MemberCount, int64(2))
	equal(names(must(s.cyd.GetChannelsForTeamForUser(ctx, s.team.Id, "me", false, ""))), []string{"off-topic", "quay", "town-square"})
	equal(names(must(s.cyd.GetPublicChannelsForTeam(ctx, s.team.Id, 0, 200, ""))), []string{"off-topic", "quay", "town-square"})

	done(s.bob.RemoveUserFromChannel(ctx, s.room.Id, s.cyd.user.Id))
	s.cyd.expect(model.WebsocketEventUserRemoved, func(e *model.WebSocketEvent) bool {
		return e.GetData()["channel_id"] == s.room.Id && e.GetBroadcast().UserId == s.cyd.user.Id
	})
	must(s.cyd.AddChannelMember(ctx, s.room.Id, s.cyd.user.Id))
	equal(len(must(s.cyd.GetChannelMembersForUser(ctx, "me", s.team.Id, ""))), 3)
}

func (s *scene) posts() {
	post := must(s.bob.CreatePost(ctx, &model.Post{ChannelId: s.room.Id, Message: "Ship ahoy @cyd, 船が着いた"}))
	for _, p := range []*person{s.bob, s.cyd} {
		event, come := p.expectPost(model.WebsocketEventPosted, post.Id)
		data := event.GetData()
		equal([]any{event.GetBroadcast().ChannelId, data["channel_name"], data["channel_type"], data["channel_display_name"],
			data["sender_name"], data["team_id"]}, []any{s.room.Id, "quay", "O", "The quay", "@bob", s.team.Id})
		equal([]any{come.Message, come.UserId, come.CreateAt}, []any{post.Message, s.bob.user.Id, post.CreateAt})
	}
	event, _ := s.cyd.expectPost(model.WebsocketEventPosted, post.Id)
	equal(carried[[]string](event, "mentions"), []string{s.cyd.user.Id})
	list := must(s.cyd.GetPostsForChannel(ctx, s.room.Id, 0, 60, "", false, false))
	equal(list.Order[0], post.Id)
	equal(list.Posts[post.Id].Message, post.Message)
	equal(must(s.cyd.GetPostsSince(ctx, s.room.Id, post.CreateAt-1, false)).Order, []string{post.Id})
	equal(must(s.cyd.GetChannelUnread(ctx, s.room.Id, s.cyd.user.Id)).MentionCount, int64(1))
	_, answer, err := s.strange.CreatePost(ctx, &model.Post{ChannelId: s.room.Id, Message: "hello?"})
	forbidden(answer, err)
	_, answer, err = s.bob.CreatePost(ctx, &model.Post{ChannelId: s.room.Id, Message: strings.Repeat("x", 20000)})
	refused("model.post.is_valid.message_length.app_error", http.StatusBadRequest, answer, err)
}

func (s *scene) changes() {
	post := must(s.bob.CreatePost(ctx, &model.Post{ChannelId: s.room.Id, Message: "first thougth"}))
	text := "first thought"
	_, answer, err := s.cyd.PatchPost(ctx, post.Id, &model.PostPatch{Message: &text})
	forbidden(answer, err)
	answer, err = s.cyd.DeletePost(ctx, post.Id)
	forbidden(answer, err)
	equal(must(s.bob.PatchPost(ctx, post.Id, &model.PostPatch{Message: &text})).Message, text)
	_, edited := s.cyd.expectPost(model.WebsocketEventPostEdited, post.Id)
	require(edited.Message == text && edited.EditAt > 0, "edited: %v", edited)
	post.Message = "second thought"
	equal(must(s.bob.UpdatePost(ctx, post.Id, post)).Message, "second thought")
	done(s.cyd.PinPost(ctx, post.Id))
	equal(must(s.bob.GetPinnedPosts(ctx, s.room.Id, "")).Order, []string{post.Id})
	done(s.bob.DeletePost(ctx, post.Id))
	event, _ := s.cyd.expectPost(model.WebsocketEventPostDeleted, post.Id)
	equal(event.GetBroadcast().ChannelId, s.room.Id)
	_, answer, err = s.bob.GetPost(ctx, post.Id, "")
	refused("app.post.get.app_error", http.StatusNotFound, answer, err)
}

func (s *scene) reactions() {
	post := must(s.bob.CreatePost(ctx, &model.Post{ChannelId: s.room.Id, Message: "lunch?"}))
	reaction := &model.Reaction{UserId: s.cyd.user.Id, PostId: post.Id, EmojiName: "pizza"}
	equal(must(s.cyd.SaveReaction(ctx, reaction)).EmojiName, "pizza")
	added := s.bob.expectReaction(model.WebsocketEventReactionAdded, post.Id)
	equal([]string{added.UserId, added.EmojiName}, []string{s.cyd.user.Id, "pizza"})
	equal(must(s.bob.GetReactions(ctx, post.Id))[0].UserId, s.cyd.user.Id)
	_, answer, err := s.bob.SaveReaction(ctx, reaction)
	refused("api.reaction.save_reaction.user_id.app_error", http.StatusForbidden, answer, err)
	answer, err = s.bob.DeleteReaction(ctx, reaction)
	forbidden(answer, err)
	done(s.cyd.DeleteReaction(ctx, reaction))
	s.bob.expectReaction(model.WebsocketEventReactionRemoved, post.Id)
	equal(len(must(s.bob.GetReactions(ctx, post.Id))), 0)
}

func (s *scene) threads() {
	root := must(s.bob.CreatePost(ctx, &model.Post{ChannelId: s.room.Id, Message: "who has the key?"}))
	reply := must(s.cyd.CreatePost(ctx, &model.Post{ChannelId: s.room.Id, RootId: root.Id, Message: "I do"}))
	_, come := s.bob.expectPost(model.WebsocketEventPosted, reply.Id)
	equal(come.RootId, root.Id)
	thread := must(s.bob.GetPostThread(ctx, root.Id, "", false))
	equal(len(thread.Posts), 2)
	equal(thread.Posts[root.Id].ReplyCount, int64(1))
	followed := must(s.bob.GetUserThreads(ctx, "me", s.team.Id, model.GetUserThreadsOpts{}))
	equal([]any{followed.Total, followed.Threads[0].PostId, followed.Threads[0].ReplyCount}, []any{int64(1), root.Id, int64(1)})
	_, answer, err := s.bob.CreatePost(ctx, &model.Post{ChannelId: s.room.Id, RootId: nobody, Message: "lost"})
	refused("api.post.create_post.root_id.app_error", http.StatusBadRequest, answer, err)
	_, answer, err = s.strange.GetPostThread(ctx, root.Id, "", false)
	forbidden(answer, err)
}

func (s *scene) privately() {
	direct := must(s.bob.CreateDirectChannel(ctx, s.bob.user.Id, s.cyd.user.Id))
	equal([]any{direct.Type, direct.TeamId}, []any{model.ChannelTypeDirect, ""})
	equal(s.cyd.expect(model.WebsocketEventDirectAdded, anyEvent).GetBroadcast().ChannelId, direct.Id)
	post := must(s.bob.CreatePost(ctx, &model.Post{ChannelId: direct.Id, Message: "between us"}))
	event, _ := s.cyd.expectPost(model.WebsocketEventPosted, post.Id)
	equal([]any{event.GetData()["channel_type"], event.GetData()["team_id"]}, []any{"D", ""})
	group := must(s.bob.CreateGroupChannel(ctx, []string{s.bob.user.Id, s.cyd.user.Id, s.ada.user.Id}))
	equal(group.Type, model.ChannelTypeGroup)
	equal(s.ada.expect(model.WebsocketEventGroupAdded, anyEvent).GetBroadcast().ChannelId, group.Id)
	_, answer, err := s.strange.GetPostsForChannel(ctx, direct.Id, 0, 60, "", false, false)
	forbidden(answer, err)
}

func (s *scene) search() {
	post := must(s.bob.CreatePost(ctx, &model.Post{ChannelId: s.room.Id, Message: "the marmalade is out #breakfast"}))
	must(s.bob.CreatePost(ctx, &model.Post{ChannelId: s.hidden.Id, Message: "the marmalade is hidden here"}))
	for _, terms := range []string{"marmalade", "marma*", "#breakfast", `"marmalade is out"`, "marmalade from:bob in:quay"} {
		equal(must(s.cyd.SearchPosts(ctx, s.team.Id, terms, false)).Order, []string{post.Id})
	}
	equal(len(must(s.bob.SearchPosts(ctx, s.team.Id, "marmalade", false)).Order), 2)
	equal(must(s.bob.SearchUsers(ctx, &model.UserSearch{Term: "cy", TeamId: s.team.Id}))[0].Username, "cyd")
	equal(must(s.bob.AutocompleteUsersInChannel(ctx, s.team.Id, s.room.Id, "c", 10, "")).Users[0].Username, "cyd")
	_, answer, err := s.strange.SearchPosts(ctx, s.team.Id, "marmalade", false)
	forbidden(answer, err)
}

func (s *scene) preferences() {
	own := model.Preferences{{UserId: s.bob.user.Id, Category: "display_settings", Name: "use_military_time", Value: "true"}}
	done(s.bob.UpdatePreferences(ctx, s.bob.user.Id, own))
	told := s.bob.expect(model.WebsocketEventPreferencesChanged, anyEvent)
	equal(carried[model.Preferences](told, "preferences"), own)
	equal(*must(s.bob.GetPreferenceByCategoryAndName(ctx, "me", "display_settings", "use_military_time")), own[0])
	done(s.bob.DeletePreferences(ctx, s.bob.user.Id, own))
	s.bob.expect(model.WebsocketEventPreferencesDeleted, anyEvent)
	for _, left := range must(s.bob.GetPreferences(ctx, "me")) {
		require(left.Name != "use_military_time", "the preference is still there")
	}
	answer, err := s.cyd.UpdatePreferences(ctx, s.bob.user.Id, own)
	forbidden(answer, err)
}

func (s *scene) presence() {
	equal(must(s.bob.UpdateUserStatus(ctx, s.bob.user.Id, &model.Status{UserId: s.bob.user.Id, Status: model.StatusDnd})).Status, "dnd")
	s.bob.expect(model.WebsocketEventStatusChange, func(e *model.WebSocketEvent) bool { return e.GetData()["status"] == "dnd" })
	equal(must(s.cyd.GetUsersStatusesByIds(ctx, []string{s.bob.user.Id}))[0].Status, "dnd")

	s.bob.socket.UserTyping(s.room.Id, "")
	equal(s.bob.response().Status, model.StatusOk)
	typing := s.cyd.expect(model.WebsocketEventTyping, anyEvent)
	equal([]any{typing.GetData()["user_id"], typing.GetBroadcast().ChannelId}, []any{s.bob.user.Id, s.room.Id})

	viewed := must(s.cyd.ViewChannel(ctx, "me", &model.ChannelView{ChannelId: s.room.Id}))
	equal(viewed.Status, "OK")
	equal(must(s.cyd.GetChannelUnread(ctx, s.room.Id, s.cyd.user.Id)).MsgCount, int64(0))
	s.cyd.expect(model.WebsocketEventMultipleChannelsViewed, anyEvent)
	roles := must(s.cyd.GetRolesByNames(ctx, []string{model.ChannelUserRoleId}))
	require(strings.Contains(strings.Join(roles[0].Permissions, " "), "create_post"), "roles: %v", roles[0].Permissions)
}

func (s *scene) pages() {
	equal(len(must(s.ada.GetUsersInTeam(ctx, s.team.Id, 0, 200, ""))), 3)
	equal(len(must(s.ada.GetUsersInTeam(ctx, s.team.Id, 1, 200, ""))), 0)
	equal(len(must(s.ada.GetPublicChannelsForTeam(ctx, s.team.Id, 1, 200, ""))), 0)
	_, answer, err := s.bob.GetUser(ctx, s.cyd.user.Id, "")
	require(err == nil && answer.Etag != "", "no ETag: %v", err)
	_, again, err := s.bob.GetUser(ctx, s.cyd.user.Id, answer.Etag)
	require(err == nil && again.StatusCode == http.StatusNotModified, "the same again: %v, %v", again, err)
}

func (s *scene) archive() {
	answer, err := s.strange.DeleteChannel(ctx, s.room.Id)
	forbidden(answer, err)
	done(s.bob.DeleteChannel(ctx, s.room.Id))
	gone := s.cyd.expect(model.WebsocketEventChannelDeleted, anyEvent)
	equal(gone.GetData()["channel_id"], s.room.Id)
	_, answer, err = s.bob.CreatePost(ctx, &model.Post{ChannelId: s.room.Id, Message: "too late"})
	refused("api.post.create_post.can_not_post_to_deleted.error", http.StatusBadRequest, answer, err)
}

func (s *scene) resume() {
	cyd := s.cyd
	before := must(s.bob.CreatePost(ctx, &model.Post{ChannelId: s.town.Id, Message: "before the cut"}))
	cyd.expectPost(model.WebsocketEventPosted, before.Id)
	id := cyd.expect(model.WebsocketEventHello, anyEvent).GetData()["connection_id"].(string)
	cyd.socket.Close()
	missed := must(s.bob.CreatePost(ctx, &model.Post{ChannelId: s.town.Id, Message: "during the cut"}))
	socket, err := model.NewReliableWebSocketClientWithDialer(websocket.DefaultDialer, strings.Replace(s.base, "http", "ws", 1), cyd.AuthToken, id,
		int(cyd.next), true)
	require(err == nil, "no WebSocket: %v", err)
	cyd.socket = socket
	socket.Listen()
	// expect() checks that the numbers go on where they stopped.
	cyd.expectPost(model.WebsocketEventPosted, missed.Id)
}

func (s *scene) logOut() {
	token := s.bob.AuthToken
	done(s.bob.Logout(ctx))
	s.bob.SetToken(token)
	_, answer, err := s.bob.GetMe(ctx, "")
	refused("api.context.session_expired.app_error", http.StatusUnauthorized, answer, err)
	equal(must(s.cyd.GetMe(ctx, "")).Username, "cyd")
}
