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

type Headers map[string]string

// With returns the headers of h and others together.
func (h Headers) With(others Headers) Headers {
	all := Headers{}
	for _, set := range []Headers{h, others} {
		for name, value := range set {
			all[name] = value
		}
	}
	return all
}

type Vars map[string]any

// Answer is a GraphQL answer, with the text that it came in.
type Answer struct {
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

// Send sends an operation by POST.
func (p *Program) Send(as Headers, query string, v Vars) *Answer {
	p.T.Helper()
	body, err := json.Marshal(map[string]any{"query": query, "variables": v})
	if err != nil {
		p.T.Fatal(err)
	}
	return p.Post(as, body)
}

// Post sends a body as it is.
func (p *Program) Post(as Headers, body []byte) *Answer {
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

func (p *Program) Do(r *http.Request) *Answer {
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
	a := &Answer{T: p.T, Status: response.StatusCode, header: response.Header, Body: string(text)}
	if err := json.Unmarshal(text, a); err != nil {
		p.T.Fatalf("%d %s: %v", response.StatusCode, text, err)
	}
	return a
}

// ErrorCode returns the code of the first error; empty without one.
func (a *Answer) ErrorCode() string {
	if len(a.Errors) == 0 {
		return ""
	}
	code, _ := a.Errors[0].Extensions["code"].(string)
	return code
}

// UserErrorCode is the code of the answer's only user error at an alias or field; empty without one.
func (a *Answer) UserErrorCode(at string) string {
	a.T.Helper()
	if len(a.Errors) > 0 {
		a.T.Fatalf("the answer has errors: %s", a.Body)
	}
	code, _ := a.At(at + ".userErrors.0.code").(string)
	return code
}

// OK fails the test if there is an error or a user error anywhere.
func (a *Answer) OK() *Answer {
	a.T.Helper()
	if len(a.Errors) > 0 || strings.Contains(a.Body, `"userErrors":[{`) {
		a.T.Fatalf("the answer has errors: %s", a.Body)
	}
	return a
}

// At returns what stands at a path such as "customers.nodes.0.id"; nil where there is nothing.
func (a *Answer) At(path string) any {
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

// text returns the text at a path, and fails the test if there is none.
func (a *Answer) Text(path string) string {
	a.T.Helper()
	s, ok := a.At(path).(string)
	if !ok {
		a.T.Fatalf("there is no text at %s: %s", path, a.Body)
	}
	return s
}

// RawResponse is an answer with all that a stranger can compare: status, headers and body to the byte.
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
