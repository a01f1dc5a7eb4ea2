package lab

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// TestLoad checks that responses are read completely and that unexpected ones are errors.
func TestLoad(t *testing.T) {
	long := `{"data":"` + strings.Repeat("x", 100_000) + `"}`
	mux := http.NewServeMux()
	mux.HandleFunc("/short", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(`{"data":"x"}`)) })
	mux.HandleFunc("/long", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(long)) }) // in chunks
	mux.HandleFunc("/wrong", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte(`{"errors":[{"message":"x"}],"data":null}`))
	})
	mux.HandleFunc("/other", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(`{"data":null}`)) })
	mux.HandleFunc("/failed", func(w http.ResponseWriter, _ *http.Request) {
		http.Error(w, "x", http.StatusInternalServerError)
	})
	server := httptest.NewServer(mux)
	defer server.Close()
	for _, c := range []struct {
		name, path string
		bytes      int // of each response; 0 for an error
	}{
		{"Content-Length", "/short", 12},
		{"chunked", "/long", len(long)},
		{"GraphQL error", "/wrong", 0},
		{"unexpected body", "/other", 0},
		{"HTTP error", "/failed", 0},
		{"not found", "/none", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			load := Load{
				Addr: server.Listener.Addr().String(), Requests: [][]byte{Request("GET", c.path, nil)}, Want: "x",
				Connections: 3,
			}
			o, err := load.Run(t.Context(), 50*time.Millisecond)
			if c.bytes == 0 {
				if err == nil {
					t.Errorf("no error after %d responses", o.Requests)
				}
				return
			}
			if err != nil || o.Requests < 3 || o.Bytes != o.Requests*c.bytes || o.P50 <= 0 || o.P99 < o.P50 {
				t.Errorf("%+v %v", o, err)
			}
		})
	}
}
