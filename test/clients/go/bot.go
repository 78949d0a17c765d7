package main

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"

	"github.com/mattermost/mattermost/server/public/model"
)

// bot is a bot account with a token that an administrator made, as a program on its own WebSocket.
func (s *scene) bot() {
	must(s.ada.PatchConfig(ctx, &model.Config{ServiceSettings: model.ServiceSettings{
		EnableBotAccountCreation: model.NewPointer(true), EnableUserAccessTokens: model.NewPointer(true),
		AllowedUntrustedInternalConnections: model.NewPointer("127.0.0.1")}}))
	made := must(s.ada.CreateBot(ctx, &model.Bot{Username: "pilot", DisplayName: "Pilot", Description: "guides ships"}))
	equal(made.OwnerId, s.ada.user.Id)
	token := must(s.ada.CreateUserAccessToken(ctx, made.UserId, "the Go bot"))
	require(len(token.Token) == 26 && token.IsActive, "a token: %#v", token)
	for _, kept := range must(s.ada.GetUserAccessTokensForUser(ctx, made.UserId, 0, 10)) {
		equal([]any{kept.Id, kept.Token}, []any{token.Id, ""})
	}
	must(s.ada.AddTeamMember(ctx, s.team.Id, made.UserId))
	must(s.bob.AddChannelMember(ctx, s.room.Id, made.UserId))

	pilot := newPerson(s.base, "pilot")
	pilot.SetToken(token.Token)
	pilot.user = must(pilot.GetMe(ctx, ""))
	equal([]any{pilot.user.Id, pilot.user.IsBot}, []any{made.UserId, true})
	pilot.goLive()
	s.pilot = pilot

	// Somebody mentions it; it answers in the thread, with a button.
	pressed := make(chan model.PostActionIntegrationRequest, 1)
	harbour := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var request model.PostActionIntegrationRequest
		body, _ := io.ReadAll(r.Body)
		if json.Unmarshal(body, &request) != nil {
			http.Error(w, "no JSON", http.StatusBadRequest)
			return
		}
		pressed <- request
		w.Header().Set("Content-Type", "application/json")
		json.NewEncoder(w).Encode(model.PostActionIntegrationResponse{
			Update: &model.Post{Message: "berth 4 it is"}, EphemeralText: "thank you"})
	}))
	defer harbour.Close()
	question := must(s.bob.CreatePost(ctx, &model.Post{ChannelId: s.room.Id, Message: "@pilot which berth?"}))
	event, heard := pilot.expectPost(model.WebsocketEventPosted, question.Id)
	require(slices.Contains(carried[[]string](event, "mentions"), pilot.user.Id), "the bot was not mentioned: %v", event.GetData())
	answer := &model.Post{ChannelId: heard.ChannelId, RootId: heard.Id, Message: "berth 4?"}
	model.ParseSlackAttachment(answer, []*model.SlackAttachment{{Text: "Take it?", Actions: []*model.PostAction{{
		Id: "take", Name: "Take it", Type: model.PostActionTypeButton, Integration: &model.PostActionIntegration{
			URL: harbour.URL + "/take", Context: map[string]any{"berth": "4"}}}}}})
	answer = must(pilot.CreatePost(ctx, answer))
	_, shown := s.bob.expectPost(model.WebsocketEventPosted, answer.Id)
	equal(shown.GetProp("from_bot"), "true")
	action := shown.Attachments()[0].Actions[0]
	require(action.Integration == nil, "a client is told what a button calls: %#v", action.Integration)
	done(s.bob.DoPostAction(ctx, answer.Id, action.Id))
	request := <-pressed
	equal([]any{request.UserId, request.PostId, request.Context["berth"]}, []any{s.bob.user.Id, answer.Id, "4"})
	_, changed := s.bob.expectPost(model.WebsocketEventPostEdited, answer.Id)
	equal(changed.Message, "berth 4 it is")
	s.bob.expect(model.WebsocketEventEphemeralMessage, anyEvent)

	// What the press asked and got, its owner can look up.
	var calls []struct {
		Event, State string
		PostId       string `json:"post_id"`
	}
	s.ask(s.ada, http.MethodGet, "/integrations/deliveries?hook_id="+made.UserId, nil, &calls)
	require(len(calls) == 1 && calls[0].Event == "button" && calls[0].State == "delivered" && calls[0].PostId == answer.Id,
		"the call of the button: %+v", calls)

	// A bot that is off has no session.
	must(s.ada.DisableBot(ctx, made.UserId))
	_, refusal, err := pilot.GetMe(ctx, "")
	refused("api.context.session_expired.app_error", http.StatusUnauthorized, refusal, err)
	must(s.ada.EnableBot(ctx, made.UserId))
	equal(must(pilot.GetMe(ctx, "")).Id, made.UserId)
}

// ask is a request for what the library has no function for.
func (s *scene) ask(p *person, method, path string, body, into any) {
	var answer *http.Response
	var err error
	if method == http.MethodGet {
		answer, err = p.DoAPIGet(ctx, path, "")
	} else {
		answer, err = p.DoAPIPostJSON(ctx, path, body)
	}
	require(err == nil, "%s %s: %v", method, path, err)
	defer answer.Body.Close()
	require(json.NewDecoder(answer.Body).Decode(into) == nil, "%s %s: no JSON", method, path)
}

// scopes are tokens that may do less than their account.
func (s *scene) scopes() {
	type token struct{ Id, Token string }
	with := func(scopes ...string) *person {
		var made token
		s.ask(s.ada, http.MethodPost, "/users/"+s.pilot.user.Id+"/tokens", map[string]any{"description": "less", "scopes": scopes}, &made)
		p := newPerson(s.base, "pilot")
		p.SetToken(made.Token)
		p.user = must(p.GetMe(ctx, ""))
		p.id = made.Id
		return p
	}
	scoped := func(answer *model.Response, err error) {
		refused("api.context.token_scope.app_error", http.StatusForbidden, answer, err)
	}
	poster, reader := with("post:"+s.room.Id), with("read")
	must(poster.CreatePost(ctx, &model.Post{ChannelId: s.room.Id, Message: "in the room"}))
	_, answer, err := poster.CreatePost(ctx, &model.Post{ChannelId: s.town.Id, Message: "in the town"})
	forbidden(answer, err)
	_, answer, err = poster.GetPostsForChannel(ctx, s.room.Id, 0, 10, "", false, false)
	scoped(answer, err)
	must(reader.GetPostsForChannel(ctx, s.room.Id, 0, 10, "", false, false))
	_, answer, err = reader.CreatePost(ctx, &model.Post{ChannelId: s.room.Id, Message: "no"})
	scoped(answer, err)
	_, answer, err = reader.CreateUserAccessToken(ctx, reader.user.Id, "more")
	scoped(answer, err)

	// A WebSocket tells the one everything, the other nothing.
	poster.goLive()
	reader.goLive()
	said := must(s.bob.CreatePost(ctx, &model.Post{ChannelId: s.room.Id, Message: "who hears this?"}))
	reader.expectPost(model.WebsocketEventPosted, said.Id)
	poster.socket.GetStatuses()
	refusal := poster.response()
	require(refusal.Status == model.StatusFail && refusal.Error.Id == "api.context.token_scope.app_error", "statuses: %#v", refusal)
	require(len(poster.socket.EventChannel) == 0, "a token that may not read hears something")

	// A new secret; the old one works on for as long as was asked.
	var fresh, next token
	s.ask(s.ada, http.MethodPost, "/users/tokens/rotate", map[string]any{"token_id": reader.id, "overlap_seconds": 600}, &fresh)
	require(fresh.Id == reader.id && fresh.Token != reader.AuthToken, "a rotated token: %+v", fresh)
	must(reader.GetMe(ctx, ""))
	reader.SetToken(fresh.Token)
	must(reader.GetMe(ctx, ""))
	s.ask(s.ada, http.MethodPost, "/users/tokens/rotate", map[string]any{"token_id": reader.id}, &next)
	_, answer, err = reader.GetMe(ctx, "")
	refused("api.context.session_expired.app_error", http.StatusUnauthorized, answer, err)
	require(!strings.EqualFold(next.Token, fresh.Token), "the same secret again")
}
