package httpd

import (
	"net/http"
	"net/http/pprof"
)

// Debug answers what a developer asks of a running program: its profiles, under /debug/pprof/. It is for an address that
// nobody else reaches. The program's command line is not among them, since it may hold secrets.
func Debug() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("GET /debug/pprof/trace", pprof.Trace)
	for _, name := range []string{"allocs", "block", "goroutine", "heap", "mutex", "threadcreate"} {
		mux.Handle("GET /debug/pprof/"+name, pprof.Handler(name))
	}
	return mux
}
