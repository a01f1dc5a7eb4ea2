package apptest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"
)

// Headers are the HTTP headers of a request.
type Headers map[string]string

// With returns the headers of h and others; others win.
func (h Headers) With(others Headers) Headers {
	all := Headers{}
	for _, set := range []Headers{h, others} {
		for name, value := range set {
			all[name] = value
		}
	}
	return all
}

// Vars are the variables of a GraphQL operation, or a value of an input type.
type Vars map[string]any

// Response is a GraphQL response.
type Response struct {
	T      testing.TB
	Data   any
	Errors []struct {
		Message    string
		Path       []any
		Extensions map[string]any
	}
	Status int
	header http.Header
	Body   string
}

// Send sends an operation with POST.
func (p *Program) Send(as Headers, query string, v Vars) *Response {
	p.T.Helper()
	body, err := json.Marshal(map[string]any{"query": query, "variables": v})
	if err != nil {
		p.T.Fatal(err)
	}
	return p.Post(as, body)
}

// Post sends body to the GraphQL endpoint without changing it.
func (p *Program) Post(as Headers, body []byte) *Response {
	p.T.Helper()
	r, err := http.NewRequest(http.MethodPost, p.URL+"/graphql", bytes.NewReader(body))
	if err != nil {
		p.T.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	for name, value := range as {
		r.Header.Set(name, value)
	}
	return p.Do(r)
}

// Do sends an HTTP request and parses the response.
func (p *Program) Do(r *http.Request) *Response {
	p.T.Helper()
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		p.T.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		p.T.Fatal(err)
	}
	a := &Response{T: p.T, Status: response.StatusCode, header: response.Header, Body: string(text)}
	if err := json.Unmarshal(text, a); err != nil {
		p.T.Fatalf("%d %s: %v", response.StatusCode, text, err)
	}
	return a
}

// ErrorCode returns the code of the first error, or "" if there is none.
func (a *Response) ErrorCode() string {
	if len(a.Errors) == 0 {
		return ""
	}
	code, _ := a.Errors[0].Extensions["code"].(string)
	return code
}

// Header returns a header of the response, or "" if it has none.
func (a *Response) Header(name string) string { return a.header.Get(name) }

// UserErrorCode returns the code of the first user error of a field or alias, or "" if there is none. It fails the test
// if the response has top-level errors.
func (a *Response) UserErrorCode(at string) string {
	a.T.Helper()
	if len(a.Errors) > 0 {
		a.T.Fatalf("the answer has errors: %s", a.Body)
	}
	code, _ := a.At(at + ".userErrors.0.code").(string)
	return code
}

// OK fails the test if the response has an error or a user error.
func (a *Response) OK() *Response {
	a.T.Helper()
	if len(a.Errors) > 0 || strings.Contains(a.Body, `"userErrors":[{`) {
		a.T.Fatalf("the answer has errors: %s", a.Body)
	}
	return a
}

// At returns the value at a path such as "customers.nodes.0.id", or nil if there is none.
func (a *Response) At(path string) any {
	v := a.Data
	for _, step := range strings.Split(path, ".") {
		switch in := v.(type) {
		case map[string]any:
			v = in[step]
		case []any:
			i, err := strconv.Atoi(step)
			if err != nil || i >= len(in) {
				return nil
			}
			v = in[i]
		default:
			return nil
		}
	}
	return v
}

// Text returns the string at a path, and fails the test if there is none.
func (a *Response) Text(path string) string {
	a.T.Helper()
	s, ok := a.At(path).(string)
	if !ok {
		a.T.Fatalf("there is no text at %s: %s", path, a.Body)
	}
	return s
}

// RawResponse returns the status, headers and body of a response as text, without the headers that differ for every
// request.
func (p *Program) RawResponse(query string, v Vars) string {
	p.T.Helper()
	a := p.Send(nil, query, v)
	seen := a.header.Clone()
	seen.Del("Date")
	seen.Del("X-Request-Id")
	var b strings.Builder
	_ = seen.Write(&b) // a Builder takes everything; names are sorted
	return fmt.Sprintf("%d\n%s\n%s", a.Status, b.String(), a.Body)
}

// SDL returns the schema as the caller sees it.
func (p *Program) SDL(as Headers) string {
	p.T.Helper()
	r, err := http.NewRequest(http.MethodGet, p.URL+"/schema.graphql", nil)
	if err != nil {
		p.T.Fatal(err)
	}
	for name, value := range as {
		r.Header.Set(name, value)
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		p.T.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		p.T.Fatal(err)
	}
	return string(text)
}
