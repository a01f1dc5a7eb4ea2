package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"time"
)

// answer is the response to an operation.
type answer struct {
	Data   map[string]json.RawMessage
	Errors []struct {
		Message    string
		Extensions struct {
			Code, Outcome string
			RetryAfter    int
		}
	}
	status     int
	retryAfter string // the header
	text       []byte
}

// payload is the result of a mutation or a query, with the members that the clients ask for.
type payload struct {
	ID, Note        string
	Customer, Order *struct{ ID string }
	Quote           *struct{ Token string }
	UserErrors      []struct{ Code, Message string }
}

var httpClient = http.Client{
	Timeout: 45 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: 100},
}

// send sends an operation once.
func send(ctx context.Context, url, key, query string, variables map[string]any) (*answer, error) {
	body, err := json.Marshal(map[string]any{"query": query, "variables": variables})
	if err != nil {
		return nil, err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, url+"/graphql", bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", "Bearer "+key)
	response, err := httpClient.Do(r)
	if err != nil {
		return nil, err
	}
	defer func() { _ = response.Body.Close() }()
	a := &answer{status: response.StatusCode, retryAfter: response.Header.Get("Retry-After")}
	if a.text, err = io.ReadAll(response.Body); err != nil {
		return nil, err
	}
	if err := json.Unmarshal(a.text, a); err != nil {
		return nil, fmt.Errorf("status %d: %w: %.300s", a.status, err, a.text)
	}
	return a, nil
}

// problem returns what is wrong with the error of an answer; "" if it has the form of one that is to be retried.
func (a *answer) problem() string {
	for _, e := range a.Errors {
		if e.Extensions.Code != "SERVICE_UNAVAILABLE" || e.Extensions.RetryAfter < 1 || a.retryAfter == "" ||
			a.status != http.StatusOK && a.status != http.StatusServiceUnavailable {
			return fmt.Sprintf("status %d, Retry-After %q: %.500s", a.status, a.retryAfter, a.text)
		}
	}
	return ""
}

// inDoubt reports whether the operation may have been stored.
func (a *answer) inDoubt() bool {
	for _, e := range a.Errors {
		if e.Extensions.Outcome == "UNKNOWN" {
			return true
		}
	}
	return false
}

// field returns a root field of the answer; nil if it is null.
func (a *answer) field(name string) *payload {
	raw := a.Data[name]
	if len(raw) == 0 || string(raw) == "null" {
		return nil
	}
	var p payload
	if json.Unmarshal(raw, &p) != nil {
		return nil
	}
	return &p
}
