package clients

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"clientele/test/apptest"
	"clientele/test/repo"
	"clientele/web/webtest"
)

// receiverPrograms prepare the example receivers in examples/webhooks, by their folders. They return the commands of
// the receiver and, unless the receiver does it itself, of the program that processes what it has stored. They skip the
// test if something is missing.
var receiverPrograms = map[string]func(t *testing.T, dir, port string) (serve, work []string){
	"go": func(t *testing.T, dir, _ string) (serve, work []string) {
		binary := filepath.Join(t.TempDir(), "receiver")
		build := exec.CommandContext(t.Context(), "go", "build", "-o", binary, ".")
		build.Dir = dir
		if out, err := build.CombinedOutput(); err != nil {
			missing(t, fmt.Sprintf("the modules of %s: %v %s", dir, err, out))
		}
		return []string{binary}, nil
	},
	"node": func(t *testing.T, dir, _ string) (serve, work []string) {
		webtest.Modules(t, dir)
		return []string{"node", "receiver.js"}, nil
	},
	"php": func(t *testing.T, _, port string) (serve, work []string) {
		if err := exec.CommandContext(t.Context(), "php", "--version").Run(); err != nil {
			missing(t, "PHP; on Debian, install php-cli")
		}
		return []string{"php", "-S", "127.0.0.1:" + port, "receive.php"}, []string{"php", "work.php"}
	},
}

// receiver is an example receiver that runs, behind a proxy that records what the program sends to it.
type receiver struct {
	t           *testing.T
	dir, data   string
	port        string
	serve, work []string
	signer      *standardwebhooks.Webhook
	env         []string
	server      *exec.Cmd
	output      *output
	proxy       *httptest.Server

	mu         sync.Mutex
	deliveries []delivery
}

// delivery is a request to a receiver, and the status of its response.
type delivery struct {
	header http.Header
	body   []byte
	status int
}

// newReceiver prepares an example receiver and starts the proxy in front of it.
func newReceiver(t *testing.T, folder string) *receiver {
	t.Helper()
	readReceivers(t)
	_, port, _ := strings.Cut(apptest.FreeAddress(t), ":")
	r := &receiver{t: t, dir: repo.Path("examples/webhooks", folder), data: t.TempDir(), port: port}
	r.serve, r.work = receiverPrograms[folder](t, r.dir, port)
	forward := httputil.NewSingleHostReverseProxy(&url.URL{Scheme: "http", Host: "127.0.0.1:" + port})
	forward.ErrorHandler = func(w http.ResponseWriter, _ *http.Request, _ error) { w.WriteHeader(http.StatusBadGateway) }
	r.proxy = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, request *http.Request) {
		body, err := io.ReadAll(request.Body)
		if err != nil {
			t.Error(err)
		}
		header := request.Header.Clone()
		request.Body = io.NopCloser(bytes.NewReader(body))
		response := &recorder{ResponseWriter: w}
		forward.ServeHTTP(response, request)
		r.mu.Lock()
		defer r.mu.Unlock()
		r.deliveries = append(r.deliveries, delivery{header, body, response.status})
	}))
	t.Cleanup(r.proxy.Close)
	return r
}

// readReceivers reads the sources of the receivers, so that go test does not show a cached result after one has
// changed.
func readReceivers(t *testing.T) {
	t.Helper()
	source := func(file string) bool {
		return strings.HasPrefix(file, "examples/webhooks/") && slices.Contains([]string{".js", ".go", ".php"}, filepath.Ext(file))
	}
	repo.Walk(t, source, func(string, string) {})
}

// recorder stores the status of a response.
type recorder struct {
	http.ResponseWriter
	status int
}

// WriteHeader stores the status and sends it.
func (r *recorder) WriteHeader(status int) {
	r.status = status
	r.ResponseWriter.WriteHeader(status)
}

// start starts the receiver with the secret of a webhook.
func (r *receiver) start(secret string) {
	r.t.Helper()
	signer, err := standardwebhooks.NewWebhook(secret)
	if err != nil {
		r.t.Fatal(err)
	}
	r.signer = signer
	r.env = append(os.Environ(), "WEBHOOK_SECRET="+secret, "PORT="+r.port, "DATA="+r.data)
	r.output = &output{}
	r.server = r.command(r.serve)
	if err := r.server.Start(); err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(r.kill)
	apptest.Eventually(r.t, func() string {
		if strings.Contains(r.output.String(), "http://127.0.0.1:"+r.port) {
			return ""
		}
		return "the receiver did not start: " + r.output.String()
	})
}

// kill ends the receiver without a warning.
func (r *receiver) kill() {
	if r.server.ProcessState != nil {
		return
	}
	if err := r.server.Process.Kill(); err != nil {
		r.t.Error(err)
	}
	_ = r.server.Wait() // killed
	if r.t.Failed() {
		r.t.Log(r.output.String())
	}
}

// processed waits until the receiver has processed all events that it has stored.
func (r *receiver) processed() {
	r.t.Helper()
	apptest.Eventually(r.t, func() string {
		r.process()
		waiting, err := os.ReadDir(filepath.Join(r.data, "waiting"))
		if err != nil {
			r.t.Fatal(err)
		}
		if len(waiting) > 0 {
			return fmt.Sprintf("%d events are still waiting: %s", len(waiting), r.output.String())
		}
		return ""
	})
}

// process processes what the receiver has stored, unless the receiver does it.
func (r *receiver) process() {
	r.t.Helper()
	if r.work == nil {
		return
	}
	if err := r.command(r.work).Run(); err != nil {
		r.t.Fatalf("%v: %s", err, r.output)
	}
}

// command returns a command of the receiver.
func (r *receiver) command(args []string) *exec.Cmd {
	c := exec.CommandContext(r.t.Context(), args[0], args[1:]...)
	c.Dir, c.Env, c.Stdout, c.Stderr = r.dir, r.env, r.output, r.output
	return c
}

// has reports whether a file of the receiver's data exists.
func (r *receiver) has(file string) bool { return exists(filepath.Join(r.data, file)) }

// copyOf returns the receiver's copy of a customer as JSON, with sorted names, or "" if there is none.
func (r *receiver) copyOf(id string) string {
	r.t.Helper()
	text, err := os.ReadFile(filepath.Join(r.data, "customers", id+".json"))
	if errors.Is(err, fs.ErrNotExist) {
		return ""
	}
	var v any
	if err == nil {
		err = json.Unmarshal(text, &v)
	}
	sorted, errMarshal := json.Marshal(v)
	if err := errors.Join(err, errMarshal); err != nil {
		r.t.Fatal(err)
	}
	return string(sorted)
}

// accepted waits until the receiver has accepted a delivery that is wanted, and returns it.
func (r *receiver) accepted(what string, wanted func(delivery) bool) delivery {
	r.t.Helper()
	var found delivery
	apptest.Eventually(r.t, func() string {
		r.mu.Lock()
		defer r.mu.Unlock()
		for _, d := range r.deliveries {
			if d.status == http.StatusNoContent && wanted(d) {
				found = d
				return ""
			}
		}
		return fmt.Sprintf("no delivery was accepted: %s; %d deliveries; %s", what, len(r.deliveries), r.output.String())
	})
	return found
}

// send sends a delivery to the receiver and returns the status of the response.
func (r *receiver) send(header http.Header, body []byte) int {
	r.t.Helper()
	request, err := http.NewRequestWithContext(r.t.Context(), http.MethodPost, "http://127.0.0.1:"+r.port, bytes.NewReader(body))
	if err != nil {
		r.t.Fatal(err)
	}
	request.Header = header.Clone()
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		r.t.Fatal(err)
	}
	if err := response.Body.Close(); err != nil {
		r.t.Fatal(err)
	}
	return response.StatusCode
}

// signed returns the headers of a delivery that is signed with the receiver's secret.
func (r *receiver) signed(id string, at time.Time, body []byte) http.Header {
	r.t.Helper()
	signature, err := r.signer.Sign(id, at, body)
	if err != nil {
		r.t.Fatal(err)
	}
	return http.Header{
		"Content-Type": {"application/json"}, "Webhook-Id": {id}, "Webhook-Timestamp": {fmt.Sprint(at.Unix())},
		"Webhook-Signature": {signature},
	}
}

// output is what a process has printed.
type output struct {
	mu   sync.Mutex
	text bytes.Buffer
}

// Write appends to the output.
func (o *output) Write(text []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.Write(text)
}

// String returns the output so far.
func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.String()
}
