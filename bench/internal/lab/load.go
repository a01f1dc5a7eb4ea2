package lab

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"time"
)

// Load is a closed-loop load generator: each connection sends its next request when it has received the response to the
// last one. It shares the processors with the servers, so requests are serialized in advance and responses barely
// parsed.
type Load struct {
	Addr        string
	Requests    [][]byte      // complete HTTP requests, sent in random order, or
	Next        *atomic.Int64 // in turn, if not nil
	Want        string        // must be part of every response
	Connections int

	Pace  time.Duration                       // minimum interval between two requests of a connection
	Check func(status int, body []byte) error // checks a response; nil to look for Want
}

func (l Load) pick() []byte {
	if l.Next == nil {
		return l.Requests[rand.IntN(len(l.Requests))]
	}
	return l.Requests[int(l.Next.Add(1))%len(l.Requests)]
}

// check returns an error if a response is not the expected one.
func (l Load) check(status int, body []byte) error {
	if l.Check != nil {
		return l.Check(status, body)
	}
	if status != 200 || !bytes.Contains(body, []byte(l.Want)) ||
		bytes.Contains(body[:min(len(body), 200)], []byte(`"errors"`)) {
		return fmt.Errorf("status %d: %.300s", status, body)
	}
	return nil
}

// Outcome is the result of a run.
type Outcome struct {
	Requests int
	Duration time.Duration
	P50, P99 time.Duration
	Bytes    int // of all bodies
}

// Rate returns the requests per second.
func (o Outcome) Rate() float64 { return float64(o.Requests) / o.Duration.Seconds() }

// Run sends requests for a duration. The first unexpected response ends it with an error.
func (l Load) Run(ctx context.Context, d time.Duration) (Outcome, error) {
	workers := make([]worker, l.Connections)
	var group sync.WaitGroup
	began := time.Now()
	for i := range workers {
		group.Go(func() { workers[i].work(ctx, l, began.Add(d)) })
	}
	group.Wait()
	o := Outcome{Duration: time.Since(began)}
	var all []time.Duration
	for _, w := range workers {
		if w.err != nil {
			return o, w.err
		}
		all = append(all, w.times...)
		o.Bytes += w.bytes
	}
	if len(all) == 0 {
		return o, errors.New("no request was answered")
	}
	slices.Sort(all)
	o.Requests, o.P50, o.P99 = len(all), all[len(all)/2], all[len(all)*99/100]
	return o, nil
}

// worker is one connection.
type worker struct {
	times []time.Duration
	bytes int
	err   error
	body  []byte
}

func (w *worker) work(ctx context.Context, l Load, until time.Time) {
	conn, err := net.Dial("tcp", l.Addr)
	if err != nil {
		w.err = err
		return
	}
	defer func() { _ = conn.Close() }()
	_ = conn.SetDeadline(until.Add(30 * time.Second))
	r := bufio.NewReaderSize(conn, 64<<10)
	for began := time.Now(); began.Before(until) && ctx.Err() == nil; {
		if _, w.err = conn.Write(l.pick()); w.err != nil {
			return
		}
		status, err := w.read(r)
		if err == nil {
			err = l.check(status, w.body)
		}
		if err != nil {
			w.err = err
			return
		}
		now := time.Now()
		w.times = append(w.times, now.Sub(began))
		w.bytes += len(w.body)
		if rest := l.Pace - now.Sub(began); rest > 0 {
			select {
			case <-ctx.Done():
			case <-time.After(rest):
			}
		}
		began = time.Now()
	}
}

// read reads the next response, and stores its body in w.body.
func (w *worker) read(r *bufio.Reader) (status int, err error) {
	line, err := r.ReadSlice('\n')
	if err != nil || len(line) < 12 {
		return 0, fmt.Errorf("no response: %q %w", line, err)
	}
	if status, err = strconv.Atoi(string(line[9:12])); err != nil {
		return 0, err
	}
	length, chunked := 0, false
	for {
		if line, err = r.ReadSlice('\n'); err != nil {
			return 0, err
		}
		line = bytes.TrimRight(line, "\r\n")
		if len(line) == 0 {
			break
		}
		name, value, _ := bytes.Cut(line, []byte(": "))
		switch {
		case bytes.EqualFold(name, []byte("Content-Length")):
			if length, err = strconv.Atoi(string(value)); err != nil {
				return 0, err
			}
		case bytes.EqualFold(name, []byte("Transfer-Encoding")):
			chunked = true
		}
	}
	w.body = w.body[:0]
	if !chunked {
		return status, w.take(r, length)
	}
	for {
		if line, err = r.ReadSlice('\n'); err != nil {
			return 0, err
		}
		n, err := strconv.ParseInt(string(bytes.TrimRight(line, "\r\n")), 16, 32)
		if err != nil {
			return 0, err
		}
		if err := w.take(r, int(n)); err != nil {
			return 0, err
		}
		if _, err := r.Discard(2); err != nil || n == 0 {
			return status, err
		}
	}
}

// take appends n bytes of the response to the body.
func (w *worker) take(r *bufio.Reader, n int) error {
	start := len(w.body)
	w.body = slices.Grow(w.body, n)[:start+n]
	_, err := io.ReadFull(r, w.body[start:])
	return err
}

// Request returns a complete HTTP/1.1 request. headers are names and values.
func Request(method, path string, body []byte, headers ...string) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s %s HTTP/1.1\r\nHost: 127.0.0.1\r\n", method, path)
	for i := 0; i < len(headers); i += 2 {
		fmt.Fprintf(&b, "%s: %s\r\n", headers[i], headers[i+1])
	}
	if method == "POST" {
		fmt.Fprintf(&b, "Content-Type: application/json\r\nContent-Length: %d\r\n", len(body))
	}
	b.WriteString("\r\n")
	b.Write(body)
	return b.Bytes()
}

// Once sends one request and returns the body of the response.
func Once(ctx context.Context, addr string, request []byte) ([]byte, error) {
	conn, err := new(net.Dialer).DialContext(ctx, "tcp", addr)
	if err != nil {
		return nil, err
	}
	defer func() { _ = conn.Close() }()
	_ = conn.SetDeadline(time.Now().Add(30 * time.Second))
	if _, err := conn.Write(request); err != nil {
		return nil, err
	}
	response, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		return nil, err
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(response.Body)
	if err == nil && response.StatusCode != http.StatusOK {
		err = fmt.Errorf("status %d: %.300s", response.StatusCode, text)
	}
	return text, err
}
