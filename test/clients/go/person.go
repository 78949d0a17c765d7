package main

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/mattermost/mattermost/server/public/model"
)

const (
	password = "correct-horse-1"
	patience = 5 * time.Second
)

// person is an account with its Client4 and, once live, its WebSocketClient.
type person struct {
	*model.Client4
	name   string
	id     string // of the token that it uses, if that is a personal one
	user   *model.User
	socket *model.WebSocketClient
	events []*model.WebSocketEvent
	next   int64 // the number that the next event must carry
}

func newPerson(base, name string) *person {
	return &person{Client4: model.NewAPIv4Client(base), name: name}
}

func (p *person) account() *model.User {
	return &model.User{Username: p.name, Email: p.name + "@example.com", Password: password}
}

func (p *person) logIn() {
	p.user = must(p.Login(ctx, p.name, password))
}

// goLive opens the WebSocket, waits for hello and the answer to the challenge.
func (p *person) goLive() {
	socket, err := model.NewWebSocketClient4(strings.Replace(p.URL, "http", "ws", 1), p.AuthToken)
	require(err == nil, "no WebSocket: %v", err)
	p.socket = socket
	socket.Listen()
	answer := p.response()
	equal([]any{answer.Status, answer.SeqReply}, []any{model.StatusOk, int64(1)})
	hello := p.expect(model.WebsocketEventHello, anyEvent)
	require(hello.GetSequence() == 0, "hello is number %d", hello.GetSequence())
	require(hello.GetData()["connection_id"] != "", "hello names no connection")
}

func anyEvent(*model.WebSocketEvent) bool { return true }

// response is the next answer to an action.
func (p *person) response() *model.WebSocketResponse {
	select {
	case answer, open := <-p.socket.ResponseChannel:
		require(open, "%s's WebSocket ended: %v", p.name, p.socket.ListenError)
		return answer
	case <-time.After(patience):
		panic("no answer for " + p.name)
	}
}

// expect is the first event of that type that fits, come already or yet to come. Every event's number is checked.
func (p *person) expect(kind model.WebsocketEventType, fits func(*model.WebSocketEvent) bool) *model.WebSocketEvent {
	late := time.After(patience)
	for seen := 0; ; {
		for ; seen < len(p.events); seen++ {
			if event := p.events[seen]; event.EventType() == kind && fits(event) {
				return event
			}
		}
		select {
		case event, open := <-p.socket.EventChannel:
			require(open, "%s's WebSocket ended: %v", p.name, p.socket.ListenError)
			require(event.GetSequence() == p.next, "event %d after %d", event.GetSequence(), p.next-1)
			require(event.GetBroadcast() != nil && event.GetData() != nil, "half an event: %v", event.EventType())
			p.next++
			p.events = append(p.events, event)
		case <-late:
			panic(fmt.Sprintf("%s: no event %s", p.name, kind))
		}
	}
}

// expectPost is the event of that type about this post, and the post that it carries.
func (p *person) expectPost(kind model.WebsocketEventType, id string) (*model.WebSocketEvent, *model.Post) {
	var post *model.Post
	event := p.expect(kind, func(e *model.WebSocketEvent) bool {
		post = carried[*model.Post](e, "post")
		return post.Id == id
	})
	return event, post
}

// expectReaction is the event of that type about this post's reactions.
func (p *person) expectReaction(kind model.WebsocketEventType, post string) *model.Reaction {
	var reaction *model.Reaction
	p.expect(kind, func(e *model.WebSocketEvent) bool {
		reaction = carried[*model.Reaction](e, "reaction")
		return reaction.PostId == post
	})
	return reaction
}

// carried is a value that an event holds as a string of JSON.
func carried[T any](event *model.WebSocketEvent, key string) T {
	text, ok := event.GetData()[key].(string)
	require(ok, "%s has no text '%s': %v", event.EventType(), key, event.GetData())
	var value T
	require(json.Unmarshal([]byte(text), &value) == nil, "no JSON: %s", text)
	return value
}

var ctx = context.Background()
