package main

import (
	"errors"
	"fmt"
	"net/http"
	"reflect"

	"github.com/mattermost/mattermost/server/public/model"
)

// tally counts named checks. Inside a check a failure is a panic with its reason.
type tally struct{ passed, failed int }

func (t *tally) check(name string, body func()) {
	defer func() {
		if reason := recover(); reason != nil {
			t.failed++
			fmt.Printf("FAILED   %s\n    %v\n", name, reason)
			return
		}
		t.passed++
		fmt.Printf("ok       %s\n", name)
	}()
	body()
}

// finish prints the totals and gives the exit status that belongs to them.
func (t *tally) finish() int {
	fmt.Printf("%d passed, %d failed\n", t.passed, t.failed)
	if t.failed > 0 || t.passed == 0 {
		return 1
	}
	return 0
}

func require(holds bool, what string, values ...any) {
	if !holds {
		panic(fmt.Sprintf(what, values...))
	}
}

func equal(got, want any) {
	require(reflect.DeepEqual(got, want), "got %#v, want %#v", got, want)
}

// must is the value of a call that has to succeed.
func must[T any](value T, answer *model.Response, err error) T {
	require(err == nil, "refused: %v", err)
	require(answer.StatusCode < 300, "status %d", answer.StatusCode)
	return value
}

// done is a call without a value that has to succeed.
func done(answer *model.Response, err error) { must(true, answer, err) }

// refused asserts that a call failed with the library's own error of this id and status.
func refused(id string, status int, answer *model.Response, err error) {
	require(err != nil, "was not refused, %s expected", id)
	var refusal *model.AppError
	require(errors.As(err, &refusal), "not an AppError: %v", err)
	equal([]any{refusal.Id, refusal.StatusCode, answer.StatusCode}, []any{id, status, status})
	require(refusal.Message != "" && refusal.RequestId != "", "an error without text or request: %#v", refusal)
}

func forbidden(answer *model.Response, err error) {
	refused("api.context.permissions.app_error", http.StatusForbidden, answer, err)
}
