package auth_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/models"
)

// rows contains a session, a member of staff and two API keys.
type rows struct{}

func (rows) FindSession(_ context.Context, customerID, id string, _ int) (*models.SignedIn, error) {
	if customerID != "customer_1" || id != "session_1" {
		return nil, nil
	}
	return &models.SignedIn{Session: models.Session{ID: id, CustomerID: "customer_1"}}, nil
}

func (rows) FindMember(_ context.Context, session string) (*models.StaffMember, error) {
	if session != "session_s" {
		return nil, nil
	}
	return &models.StaffMember{ID: "staff_1", Name: "Sam", Role: models.RoleSupport}, nil
}

func (rows) FindKey(_ context.Context, secret string) (*models.APIKey, error) {
	revoked := models.At(noon)
	switch secret {
	case "sk_good":
		scopes := models.Strings{"CUSTOMERS_READ", "ORDERS_WRITE"}
		return &models.APIKey{ID: "key_1", Name: "server", ScopeNames: scopes}, nil
	case "sk_revoked":
		return &models.APIKey{ID: "key_2", RevokedAt: &revoked}, nil
	}
	return nil, nil
}

// newAuthenticator returns an authenticator over rows.
func newAuthenticator() *auth.Authenticator {
	return &auth.Authenticator{
		Tokens:      auth.NewSigner(secret, auth.ForCustomers, at(noon)),
		StaffTokens: auth.NewSigner(secret, auth.ForStaff, at(noon)),
		Sessions:    rows{}, Keys: rows{}, Members: rows{},
	}
}

// generations is like rows and records the requested generations.
type generations struct {
	rows
	requested *[]int
}

func (g generations) FindSession(ctx context.Context, of, id string, generation int) (*models.SignedIn, error) {
	*g.requested = append(*g.requested, generation)
	return g.rows.FindSession(ctx, of, id, generation)
}

// TestGeneration checks that the session is looked up by the token's generation, also if the signature is cached, and
// by 0 for tokens without one.
func TestGeneration(t *testing.T) {
	var requested []int
	a := newAuthenticator()
	a.Sessions = generations{requested: &requested}
	for _, generation := range []int{3, 0} {
		token, err := a.Tokens.Sign(auth.CustomerClaims{
			RegisteredClaims: a.Tokens.Registered("customer_1", noon.Add(time.Hour)),
			SessionID:        "session_1",
			Generation:       generation,
		})
		if err != nil {
			t.Fatal(err)
		}
		for range 2 {
			r := httptest.NewRequest(http.MethodPost, "/graphql", nil)
			r.Header.Set(auth.TokenHeader, token)
			if c, err := a.Authenticate(r); err != nil || c.Kind != auth.Customer {
				t.Fatalf("%+v %v", c, err)
			}
		}
	}
	if !slices.Equal(requested, []int{3, 3, 0, 0}) {
		t.Errorf("got %v, want each generation twice", requested)
	}
}

// sign returns a token of a session that expires after life.
func sign(t *testing.T, s *auth.Signer, subject, session string, life time.Duration) string {
	t.Helper()
	token, err := s.Sign(auth.CustomerClaims{
		RegisteredClaims: s.Registered(subject, noon.Add(life)), SessionID: session,
	})
	if err != nil {
		t.Fatal(err)
	}
	return token
}

func TestAuthenticate(t *testing.T) {
	a := newAuthenticator()
	bearer := func(token string) [2]string { return [2]string{"Authorization", "Bearer " + token} }
	customerHeader := func(token string) [2]string { return [2]string{"X-Customer-Token", token} }
	valid := customerHeader(sign(t, a.Tokens, "customer_1", "session_1", time.Hour))
	ended := customerHeader(sign(t, a.Tokens, "customer_1", "session_2", time.Hour))
	stolen := customerHeader(sign(t, a.Tokens, "customer_2", "session_1", time.Hour))
	expired := customerHeader(sign(t, a.Tokens, "customer_1", "session_1", -time.Hour))
	member := bearer(sign(t, a.StaffTokens, "staff_1", "session_s", time.Hour))
	memberAsCustomer := customerHeader(strings.TrimPrefix(member[1], "Bearer "))
	removed := bearer(sign(t, a.StaffTokens, "staff_1", "session_x", time.Hour))
	other := bearer(sign(t, a.StaffTokens, "staff_2", "session_s", time.Hour))
	expiredMember := bearer(sign(t, a.StaffTokens, "staff_1", "session_s", -time.Hour))
	key := bearer("sk_good")
	const v4, v6 = "192.0.2.7", "2001:db8:1:2::/64"
	const none = auth.Anonymous
	type headers [][2]string
	for _, c := range []struct {
		name    string
		headers headers
		kind    auth.Kind
		reason  apperr.Reason
		address string
	}{
		{"no headers", nil, none, "", v4},
		{"empty token", headers{{"X-Customer-Token", ""}}, none, "", v4},
		{"customer token", headers{valid}, auth.Customer, "", v4},
		{"customer token as bearer", headers{{"Authorization", "bearer " + valid[1]}}, auth.Customer, "", v4},
		{"same token in both headers", headers{bearer(valid[1]), valid}, auth.Customer, "", v4},
		{"different tokens", headers{bearer(valid[1]), ended}, none, apperr.InvalidToken, ""},
		{"repeated header", headers{valid, valid}, none, apperr.InvalidToken, ""},
		{"session that has ended", headers{ended}, none, apperr.Revoked, ""},
		{"session of another customer", headers{stolen}, none, apperr.Revoked, ""},
		{"expired customer token", headers{expired}, none, "", v4},
		{"API key and expired customer token", headers{key, expired}, none, "", "key_1"},
		{"malformed token", headers{{"X-Customer-Token", "null"}}, none, apperr.InvalidToken, ""},
		{"malformed bearer token", headers{bearer("undefined")}, none, apperr.InvalidToken, ""},
		{"bearer without token", headers{{"Authorization", "Bearer"}}, none, apperr.InvalidToken, ""},
		{"basic authentication", headers{{"Authorization", "Basic YTpi"}}, none, apperr.InvalidToken, ""},
		{"API key", headers{key}, auth.APIKey, "", "key_1"},
		{"unknown API key", headers{bearer("sk_none")}, none, apperr.InvalidToken, ""},
		{"revoked API key", headers{bearer("sk_revoked")}, none, apperr.Revoked, ""},
		{"API key as customer token", headers{customerHeader("sk_good")}, none, apperr.InvalidToken, ""},
		{"staff token", headers{member}, auth.Staff, "", v4},
		{"staff token of a removed member", headers{removed}, none, apperr.Revoked, ""},
		{"staff token with the session of another member", headers{other}, none, apperr.Revoked, ""},
		{"expired staff token", headers{expiredMember}, none, apperr.Expired, ""},
		{"staff token as customer token", headers{memberAsCustomer}, none, apperr.InvalidToken, ""},
		{"staff token and customer token", headers{member, valid}, auth.Customer, "", v4},
		{"API key and customer token", headers{key, valid}, auth.Customer, "", "key_1"},
		{"API key and ended session", headers{key, ended}, none, apperr.Revoked, ""},
		{"API key and shopper's address", headers{key, {"X-Customer-IP", "2001:db8:1:2:3::4"}}, auth.APIKey, "", v6},
		{"shopper's address without API key", headers{{"X-Customer-IP", "198.51.100.1"}}, none, "", v4},
	} {
		r := httptest.NewRequest(http.MethodPost, "/graphql", nil)
		r.RemoteAddr = "192.0.2.7:1234"
		for _, h := range c.headers {
			r.Header.Add(h[0], h[1])
		}
		caller, err := a.Authenticate(r)
		if c.reason != "" {
			if e, ok := apperr.As(err); !ok || e.Kind != apperr.Unauthenticated || e.Reason != c.reason {
				t.Errorf("%s: got %v, want %s", c.name, err, c.reason)
			}
			continue
		}
		shared := c.address == "key_1"
		if err != nil || caller.Kind != c.kind || caller.Address != c.address || caller.SharedAddress != shared {
			t.Errorf("%s: got %+v, %v", c.name, caller, err)
		}
		if c.name == "API key and customer token" &&
			(caller.Can(models.CustomersRead) || !caller.SetsPrices() || caller.CustomerID != "customer_1") {
			t.Errorf("%s: got %+v, want only the customer's rights and that to set prices", c.name, caller)
		}
	}
}

func TestNetworkAddresses(t *testing.T) {
	a := newAuthenticator()
	for remote, want := range map[string]string{
		"192.0.2.1:80":              "192.0.2.1",
		"[::ffff:192.0.2.1]:80":     "192.0.2.1",
		"[2001:db8:1:2:aaaa::1]:80": "2001:db8:1:2::/64",
		"2001:db8:1:2:bbbb::2":      "2001:db8:1:2::/64",
		"[fe80::1%eth0]:80":         "fe80::/64",
		"":                          "",
	} {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.RemoteAddr = remote
		if caller, err := a.Authenticate(r); err != nil || caller.Address != want {
			t.Errorf("%q: got %q, %v, want %q", remote, caller.Address, err, want)
		}
	}
}

// TestCustomerIP checks the forms of X-Customer-IP that proxies send.
func TestCustomerIP(t *testing.T) {
	a := newAuthenticator()
	const key, v4, v6 = "key_1", "198.51.100.1", "2001:db8:1:2::/64"
	for _, c := range []struct {
		name, want string // want is empty if the request is rejected
		values     []string
	}{
		{"none", key, nil},
		{"empty", key, []string{" "}},
		{"unknown", key, []string{"unknown"}},
		{"hidden", key, []string{"_hidden"}},
		{"IPv4", v4, []string{"198.51.100.1"}},
		{"with a port", v4, []string{"198.51.100.1:5000"}},
		{"IPv4-mapped IPv6", v4, []string{"::ffff:198.51.100.1"}},
		{"IPv6", v6, []string{"2001:db8:1:2::1"}},
		{"IPv6 with a port", v6, []string{"[2001:db8:1:2::1]:5000"}},
		{"quoted", v6, []string{`"[2001:db8:1:2::1]"`}},
		{"with for=", v6, []string{`for="[2001:db8:1:2::1]"`}},
		{"with a zone", v6, []string{"2001:db8:1:2::1%eth0"}},
		{"not an address", "", []string{"not an address"}},
		{"list of addresses", "", []string{"198.51.100.1, 198.51.100.2"}},
		{"repeated header", "", []string{"198.51.100.1", "198.51.100.2"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := httptest.NewRequest(http.MethodGet, "/", nil)
			r.Header["X-Customer-Ip"] = c.values
			r.Header.Set("Authorization", "Bearer sk_good")
			caller, err := a.Authenticate(r)
			switch {
			case c.want == "" && !apperr.Is(err, apperr.BadInput):
				t.Errorf("got %+v, %v, want BAD_USER_INPUT", caller, err)
			case c.want != "" && (err != nil || caller.Address != c.want || caller.SharedAddress != (c.want == key)):
				t.Errorf("got %+v, %v, want %s", caller, err, c.want)
			}
		})
	}
}

func TestSignIn(t *testing.T) {
	ctx := auth.With(context.Background(), auth.Caller{Address: "192.0.2.1"})
	below, cancel := context.WithCancel(ctx)
	defer cancel()
	auth.SignIn(below, "customer_1", "session_1")
	if c := auth.From(ctx); c.Kind != auth.Customer || !c.Owns("customer_1") || c.Owns("customer_2") || c.Owns("") ||
		c.Address != "192.0.2.1" {
		t.Errorf("after SignIn: %+v", c)
	}
	auth.SignOut(ctx)
	if c := auth.From(below); c.Kind != auth.Anonymous || c.CustomerID != "" {
		t.Errorf("after SignOut: %+v", c)
	}
	auth.SignIn(context.Background(), "customer_1", "session_1") // a context without a caller
	if c := auth.From(context.Background()); c.Kind != auth.Anonymous {
		t.Errorf("without a caller in the context: %+v", c)
	}
}
