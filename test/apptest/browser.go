package apptest

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strings"
)

// Browser sends requests as the browser of a staff member does, with cookies. It handles cookies itself, so that tests
// can read the attributes that the server sets.
type Browser struct {
	Program *Program
	Cookie  *http.Cookie    // of the session; nil if there is none
	Device  *http.Cookie    // of the known device; nil if there is none
	Proxy   Headers         // headers that a reverse proxy adds
	Bodies  strings.Builder // of all responses
}

// CookieSession asks for a session in a cookie instead of a token in the response.
var CookieSession = Headers{"X-Staff-Session": "cookie"}

// Send sends an operation with the cookies, and stores the cookies of the response.
func (b *Browser) Send(as Headers, query string, v Vars) *Response {
	b.Program.T.Helper()
	body, err := json.Marshal(map[string]any{"query": query, "variables": v})
	if err != nil {
		b.Program.T.Fatal(err)
	}
	r, err := http.NewRequest(http.MethodPost, b.Program.URL+"/graphql", bytes.NewReader(body))
	if err != nil {
		b.Program.T.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	return b.Do(r, as)
}

// Do is Send for any HTTP request.
func (b *Browser) Do(r *http.Request, as Headers) *Response {
	b.Program.T.Helper()
	for name, value := range as.With(b.Proxy) {
		r.Header.Set(name, value)
	}
	if b.Cookie != nil {
		r.AddCookie(&http.Cookie{Name: b.Cookie.Name, Value: b.Cookie.Value})
	}
	if b.Device != nil {
		r.AddCookie(&http.Cookie{Name: b.Device.Name, Value: b.Device.Value})
	}
	response, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		b.Program.T.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		b.Program.T.Fatal(err)
	}
	b.Bodies.Write(text)
	cookies := response.Cookies()
	if len(cookies) > 2 {
		b.Program.T.Errorf("an answer sets %d cookies", len(cookies))
	}
	for _, c := range cookies {
		if strings.HasSuffix(c.Name, "clientele_device") {
			b.Device = c
			continue
		}
		if c.MaxAge < 0 {
			b.Cookie = nil
		} else {
			b.Cookie = c
		}
	}
	a := &Response{T: b.Program.T, Status: response.StatusCode, Body: string(text)}
	if err := json.Unmarshal(text, a); err != nil {
		b.Program.T.Fatalf("%d %s: %v", response.StatusCode, text, err)
	}
	return a
}

// SignedInAs returns the name of the staff member who is signed in, or the error code and reason if there is none.
func (b *Browser) SignedInAs(as Headers) string {
	b.Program.T.Helper()
	a := b.Send(as, `{ staffMe { name } }`, nil)
	if name, ok := a.At("staffMe.name").(string); ok {
		return name
	}
	if reason, ok := a.Errors[0].Extensions["reason"].(string); ok {
		return a.ErrorCode() + " " + reason
	}
	return a.ErrorCode()
}
