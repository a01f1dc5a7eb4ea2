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
	webhook     *standardwebhooks.Webhook
	env         []string
	process     *exec.Cmd
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
	webhook, err := standardwebhooks.NewWebhook(secret)
	if err != nil {
		r.t.Fatal(err)
	}
	r.webhook = webhook
	r.env = append(os.Environ(), "WEBHOOK_SECRET="+secret, "PORT="+r.port, "DATA="+r.data)
	r.output = &output{}
	r.process = exec.CommandContext(r.t.Context(), r.serve[0], r.serve[1:]...)
	r.process.Dir, r.process.Env, r.process.Stdout, r.process.Stderr = r.dir, r.env, r.output, r.output
	if err := r.process.Start(); err != nil {
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
	if r.process.ProcessState != nil {
		return
	}
	if err := r.process.Process.Kill(); err != nil {
		r.t.Error(err)
	}
	_ = r.process.Wait() // killed
	if r.t.Failed() {
		r.t.Log(r.output.String())
	}
}

// processed waits until the receiver has processed all events that it has stored, and returns the number of ids that it
// knows.
func (r *receiver) processed() int {
	r.t.Helper()
	apptest.Eventually(r.t, func() string {
		if r.work != nil {
			work := exec.CommandContext(r.t.Context(), r.work[0], r.work[1:]...)
			work.Dir, work.Env, work.Stdout, work.Stderr = r.dir, r.env, r.output, r.output
			if err := work.Run(); err != nil {
				r.t.Fatal(err)
			}
		}
		if waiting := r.files("waiting"); waiting > 0 {
			return fmt.Sprintf("%d events are still waiting: %s", waiting, r.output.String())
		}
		return ""
	})
	return r.files("done")
}

// files returns the number of files in a folder of the receiver's data.
func (r *receiver) files(folder string) int {
	r.t.Helper()
	entries, err := os.ReadDir(filepath.Join(r.data, folder))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		r.t.Fatal(err)
	}
	return len(entries)
}

// customer returns the receiver's copy of a customer as JSON, with sorted names, or "" if there is none.
func (r *receiver) customer(id string) string {
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
	signature, err := r.webhook.Sign(id, at, body)
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
