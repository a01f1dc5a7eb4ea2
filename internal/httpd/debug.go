package httpd

import (
	"net/http"
	"net/http/pprof"
)

// Debug returns a handler that serves profiles under /debug/pprof/. It has no authentication, so it must only be served
// on a loopback address. It does not serve the command line, which may contain secrets.
func Debug() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("GET /debug/pprof/trace", pprof.Trace)
	for _, name := range []string{"allocs", "block", "goroutine", "heap", "mutex", "threadcreate"} {
		mux.Handle("GET /debug/pprof/"+name, pprof.Handler(name))
	}
	return mux
}
