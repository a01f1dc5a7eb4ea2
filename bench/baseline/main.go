// Command baseline is a reference for comparisons: it answers the measured requests with hand-written SQL and JSON, and
// nothing between net/http and pgx. It is not a usable API, since it validates neither tokens nor input.
package main

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"log"
	"net"
	"net/http"
	"runtime"
	"strings"

	"github.com/jackc/pgx/v5/pgxpool"
	"golang.org/x/crypto/argon2"
)

func main() {
	database := flag.String("database", "", "PostgreSQL database, postgres://…")
	flag.Parse()
	if err := serve(*database); err != nil {
		log.Fatal(err)
	}
}

func serve(database string) error {
	c, err := pgxpool.ParseConfig(database)
	if err != nil {
		return err
	}
	c.MaxConns = 16
	pool, err := pgxpool.NewWithConfig(context.Background(), c)
	if err != nil {
		return err
	}
	s := &server{db: pool, hashing: make(chan struct{}, max(1, runtime.GOMAXPROCS(0)-1))}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /me", answer(s.me))
	mux.HandleFunc("GET /return", answer(s.returning))
	mux.HandleFunc("GET /me-json", answer(s.meJSON))
	mux.HandleFunc("GET /list", answer(s.list))
	mux.HandleFunc("GET /prefix", answer(s.prefix))
	mux.HandleFunc("POST /login", answer(s.login))
	mux.HandleFunc("POST /address", answer(s.address))
	mux.HandleFunc("POST /update", answer(s.update))
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Printf("API http://%s/\n", l.Addr())
	return http.Serve(l, mux)
}

type server struct {
	db      *pgxpool.Pool
	hashing chan struct{} // as many at the same time as the program allows by default
}

// answer returns a handler that writes the JSON that f returns.
func answer(f func(*http.Request) ([]byte, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		body, err := f(r)
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Content-Length", fmt.Sprint(len(body)))
		_, _ = w.Write(body)
	}
}

// login checks a password and creates a session.
func (s *server) login(r *http.Request) ([]byte, error) {
	var in struct{ Email, Password string }
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
		return nil, err
	}
	var id, hash string
	row := s.db.QueryRow(r.Context(), `SELECT id, password_hash FROM customers WHERE email_key = $1`, in.Email)
	if err := row.Scan(&id, &hash); err != nil {
		return nil, err
	}
	if ok, err := s.matches(hash, in.Password); err != nil || !ok {
		return nil, errors.Join(err, errors.New("wrong password"))
	}
	session := "session_01" + random(12)
	_, err := s.db.Exec(r.Context(), `INSERT INTO sessions
		(id, customer_id, created_at, last_used_at, expires_at, generation)
		VALUES ($1, $2, now(), now(), now() + interval '30 days', 1)`, session, id)
	return append(appendText([]byte(`{"data":{"login":{"session":`), session), `}}}`...), err
}

// matches checks a password against an Argon2id PHC string.
func (s *server) matches(phc, password string) (bool, error) {
	s.hashing <- struct{}{}
	defer func() { <-s.hashing }()
	parts := strings.Split(phc, "$")
	if len(parts) != 6 {
		return false, errors.New("not a PHC string")
	}
	var memory, passes uint32
	var threads uint8
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &memory, &passes, &threads); err != nil {
		return false, err
	}
	salt, err := base64.RawStdEncoding.DecodeString(parts[4])
	if err != nil {
		return false, err
	}
	want, err := base64.RawStdEncoding.DecodeString(parts[5])
	if err != nil {
		return false, err
	}
	got := argon2.IDKey([]byte(password), salt, passes, memory, threads, uint32(len(want)))
	return subtle.ConstantTimeCompare(got, want) == 1, nil
}

// address creates an address.
func (s *server) address(r *http.Request) ([]byte, error) {
	var in struct{ FirstName, LastName, Line1, City, Postcode, Country string }
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
		return nil, err
	}
	id := "address_01" + random(12)
	_, err := s.db.Exec(r.Context(), `INSERT INTO addresses
		(id, customer_id, first_name, last_name, line1, city, postcode, country,
		is_default_shipping, is_default_billing, created_at, updated_at, version)
		SELECT $1, $2, $3, $4, $5, $6, $7, $8, false, false, now(), now(), 1`,
		id, r.URL.Query().Get("id"), in.FirstName, in.LastName, in.Line1, in.City, in.Postcode, in.Country)
	return append(appendText([]byte(`{"data":{"createAddress":{"address":{"id":`), id), `}}}}`...), err
}

// update changes a customer's name.
func (s *server) update(r *http.Request) ([]byte, error) {
	var in struct{ Name string }
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
		return nil, err
	}
	id, version := r.URL.Query().Get("id"), 0
	err := s.db.QueryRow(r.Context(), `UPDATE customers SET name = $2, name_fold = lower($2), updated_at = now(),
		version = version + 1 WHERE id = $1 RETURNING version`, id, in.Name).Scan(&version)
	text := appendText([]byte(`{"data":{"updateCustomer":{"customer":{"id":`), id)
	return fmt.Appendf(text, `,"version":%d}}}}`, version), err
}

func random(bytes int) string {
	b := make([]byte, bytes)
	_, _ = rand.Read(b)
	return hex.EncodeToString(b)
}
