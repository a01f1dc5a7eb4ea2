package jobs

import (
	"bytes"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"clientele/db"
	"clientele/db/dbtest"
	"clientele/test/apptest"
	"clientele/test/repo"
)

// TestUpload checks the responses to uploads, and that the URL needs no other credential and is valid for nothing else.
func TestUpload(t *testing.T) {
	settings := []string{"CLIENTELE_MAX_UPLOAD=2097152", "CLIENTELE_MAX_BODY=4096", "CLIENTELE_CORS_ORIGINS=https://shop.example"}
	apptest.OnEachWith(t, settings, func(t *testing.T, p *apptest.Program) {
		key := p.APIKey("CUSTOMERS_WRITE")
		id, at := newImport(p, key)
		if !strings.HasPrefix(at, p.URL+"/files/"+id+"?expires=") {
			t.Fatalf("the URL is %s", at)
		}
		other, _ := newImport(p, key)
		u, err := url.Parse(at)
		if err != nil {
			t.Fatal(err)
		}
		with := func(name, value string) string {
			changed, q := *u, u.Query()
			q.Set(name, value)
			changed.RawQuery = q.Encode()
			return changed.String()
		}
		for _, c := range []struct {
			name, method, url string
			size              int
			header            []string
			want              int
			code              string
		}{
			{"wrong signature", "PUT", with("signature", strings.Repeat("A", 43)), 1, nil, 403, "FORBIDDEN"},
			{"other time", "PUT", with("expires", "9999999999"), 1, nil, 403, "FORBIDDEN"},
			{"no signature", "PUT", p.URL + "/files/" + id, 1, nil, 403, "FORBIDDEN"},
			{"no signature, large", "PUT", p.URL + "/files/" + id, 8 << 20, nil, 403, "FORBIDDEN"},
			{"other job", "PUT", strings.Replace(at, id, other, 1), 1, nil, 403, "FORBIDDEN"},
			{"download", "GET", strings.Replace(at, id, id+"/result", 1), 0, nil, 403, "FORBIDDEN"},
			{"key instead of a signature", "PUT", p.URL + "/files/" + id, 1, []string{"Authorization", key["Authorization"]}, 403, "FORBIDDEN"},
			{"wrong method", "POST", at, 1, nil, 405, "BAD_USER_INPUT"},
			{"encoding", "PUT", at, 1, []string{"Content-Encoding", "br"}, 415, "BAD_USER_INPUT"},
			{"not gzip", "PUT", at, 10, []string{"Content-Encoding", "gzip"}, 400, "BAD_USER_INPUT"},
			{"too large", "PUT", at, 2<<20 + 1, nil, 413, "BAD_USER_INPUT"},
			{"largest", "PUT", at, 2 << 20, []string{"Origin", "https://shop.example"}, 204, ""},
			{"again", "PUT", at, 1, nil, 409, "CONFLICT"},
		} {
			a := send(t, c.method, c.url, repeated(c.size), c.header...)
			if a.status != c.want || c.code != "" && !strings.Contains(a.body, `"extensions":{"code":"`+c.code+`"}`) ||
				a.header.Get("Cache-Control") != "no-store" {
				t.Errorf("%s: %d %s", c.name, a.status, a.body)
			}
			if allowed := a.header.Get("Access-Control-Allow-Origin"); (allowed != "") != (c.name == "largest") {
				t.Errorf("%s: allowed origin %q", c.name, allowed)
			}
		}
		if got := status(p, key, id); got == "AWAITING_FILE" {
			t.Errorf("the job is %s", got)
		}
		pre := send(t, "OPTIONS", at, nil, "Origin", "https://shop.example", "Access-Control-Request-Method", "PUT",
			"Access-Control-Request-Headers", "content-encoding,content-type")
		if pre.status != 204 || pre.header.Get("Access-Control-Allow-Methods") != "PUT" {
			t.Errorf("preflight: %d %v", pre.status, pre.header)
		}
	})
}

// TestSlowUpload checks that an upload may take longer than other requests, and that one that breaks off leaves nothing
// and can be sent again.
func TestSlowUpload(t *testing.T) {
	if testing.Short() {
		t.Skip("takes longer than the time limit of requests")
	}
	dbtest.EachOptions(t, func(t *testing.T, o db.Options) {
		p := apptest.Start(t, apptest.Environ(t, o)...)
		key := p.APIKey("CUSTOMERS_WRITE")
		id, at := newImport(p, key)
		u, err := url.Parse(at)
		if err != nil {
			t.Fatal(err)
		}
		conn, err := net.Dial("tcp", u.Host)
		if err != nil {
			t.Fatal(err)
		}
		_, err = io.WriteString(conn, "PUT "+u.RequestURI()+" HTTP/1.1\r\nHost: "+u.Host+"\r\nContent-Length: 1000000\r\n\r\nemail\n")
		if err == nil {
			err = conn.Close()
		}
		if err != nil {
			t.Fatal(err)
		}
		body, in := io.Pipe()
		go func() { // 35 seconds
			for range 7 {
				_, _ = io.WriteString(in, "email\n")
				<-time.After(5 * time.Second)
			}
			_ = in.Close()
		}()
		if a := send(t, "PUT", at, body); a.status != 204 {
			t.Errorf("%d %s", a.status, a.body)
		}
		if got := status(p, key, id); got == "AWAITING_FILE" {
			t.Errorf("the job is %s", got)
		}
	})
}

// TestURLsAreNotLogged checks that no signature is in the log, that the routes are labels, and that a trusted proxy's
// scheme and host are in the URLs.
func TestURLsAreNotLogged(t *testing.T) {
	binary := repo.Build(t)
	dbtest.EachOptions(t, func(t *testing.T, o db.Options) {
		metrics := apptest.FreeAddress(t)
		p, log := apptest.StartProcess(t, binary, apptest.Environ(t, o, "CLIENTELE_LOG_LEVEL=debug",
			"CLIENTELE_METRICS_ADDR="+metrics, "CLIENTELE_TRUSTED_PROXIES=127.0.0.0/8")...)
		key := p.APIKey("CUSTOMERS_WRITE")
		_, at := newImport(p, key)
		for _, method := range []string{"PUT", "PUT", "GET"} {
			send(t, method, at, strings.NewReader("email\n"))
		}
		send(t, "PUT", at+"x", strings.NewReader("email\n"))
		forwarded := p.Send(key.With(apptest.Headers{
			"X-Forwarded-For": "198.51.100.1", "X-Forwarded-Proto": "https", "X-Forwarded-Host": "shop.example",
		}), createImport, nil).OK().Text("createImport.uploadUrl")
		if !strings.HasPrefix(forwarded, "https://shop.example/files/job_") {
			t.Errorf("behind a proxy: %s", forwarded)
		}
		if _, text := apptest.Get(t, "http://"+metrics+"/metrics"); !strings.Contains(text, `clientele_requests_total{route="/files/{job}",status="204"} 1`) {
			t.Errorf("metrics: %s", text)
		}
		if err := p.Stop(); err != nil {
			t.Fatal(err)
		}
		_, signature, _ := strings.Cut(at, "signature=")
		if text := log.String(); strings.Contains(text, signature) || strings.Contains(text, "expires=") || !strings.Contains(text, "route=/files/{job}") {
			t.Errorf("the log is %s", text)
		}
	})
}

// TestHead checks that a download is checked like one with GET.
func TestHead(t *testing.T) {
	apptest.OnEach(t, func(t *testing.T, p *apptest.Program) {
		a := send(t, http.MethodHead, p.URL+"/files/job_x/faults?expires=1&signature=x", nil)
		if a.status != 403 || !bytes.Equal([]byte(a.body), nil) {
			t.Errorf("%d %q", a.status, a.body)
		}
	})
}
