package auth_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"
	"time"

	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/models"
)

// rows are the sessions and keys that there are.
type rows struct{}

func (rows) FindSession(_ context.Context, id string, _ int) (*models.SignedIn, error) {
	if id != "session_1" {
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
		return &models.APIKey{ID: "key_1", Name: "server", ScopeNames: models.Strings{"CUSTOMERS_READ", "ORDERS_WRITE"}}, nil
	case "sk_revoked":
		return &models.APIKey{ID: "key_2", RevokedAt: &revoked}, nil
	}
	return nil, nil
}

// generations are rows that note which generations of tokens ask.
type generations struct {
	rows
	asked *[]int
}

func (g generations) FindSession(ctx context.Context, id string, generation int) (*models.SignedIn, error) {
	*g.asked = append(*g.asked, generation)
	return g.rows.FindSession(ctx, id, generation)
}

// TestATokenSaysItsGeneration: also when its signature is known already, and a token from before there was one says none.
func TestATokenSaysItsGeneration(t *testing.T) {
	tokens := auth.NewSigner(secret, auth.ForCustomers, at(noon))
	staff := auth.NewSigner(secret, auth.ForStaff, at(noon))
	var asked []int
	a := &auth.Authenticator{Tokens: tokens, StaffTokens: staff, Sessions: generations{asked: &asked}, Keys: rows{}, Members: rows{}}
	for _, generation := range []int{3, 0} {
		token, err := tokens.Sign(auth.CustomerClaims{
			RegisteredClaims: tokens.Registered("customer_1", noon.Add(time.Hour)), SessionID: "session_1", Generation: generation,
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
	if !slices.Equal(asked, []int{3, 3, 0, 0}) {
		t.Errorf("%v", asked)
	}
}

func TestRecognise(t *testing.T) {
	tokens := auth.NewSigner(secret, auth.ForCustomers, at(noon))
	staff := auth.NewSigner(secret, auth.ForStaff, at(noon))
	a := &auth.Authenticator{Tokens: tokens, StaffTokens: staff, Sessions: rows{}, Keys: rows{}, Members: rows{}}
	good := customerToken(t, tokens, noon.Add(time.Hour))
	ended, err := tokens.Sign(auth.CustomerClaims{RegisteredClaims: tokens.Registered("customer_1", noon.Add(time.Hour)), SessionID: "session_2"})
	if err != nil {
		t.Fatal(err)
	}
	stolen, err := tokens.Sign(auth.CustomerClaims{RegisteredClaims: tokens.Registered("customer_2", noon.Add(time.Hour)), SessionID: "session_1"})
	if err != nil {
		t.Fatal(err)
	}
	member := func(id, session string, ends time.Duration) string {
		token, err := staff.Sign(auth.CustomerClaims{RegisteredClaims: staff.Registered(id, noon.Add(ends)), SessionID: session})
		if err != nil {
			t.Fatal(err)
		}
		return token
	}
	late := customerToken(t, tokens, noon.Add(-time.Hour))
	customer, key, nobody := auth.Customer, auth.APIKey, auth.Anonymous
	for _, c := range []struct {
		name    string
		headers [][2]string
		kind    auth.Kind
		reason  apperr.Reason
		address string
	}{
		{"nothing", nil, nobody, "", "192.0.2.7"},
		{"an empty token", [][2]string{{"X-Customer-Token", ""}}, nobody, "", "192.0.2.7"},
		{"a customer", [][2]string{{"X-Customer-Token", good}}, customer, "", "192.0.2.7"},
		{"a customer as bearer", [][2]string{{"Authorization", "bearer " + good}}, customer, "", "192.0.2.7"},
		{"both, the same", [][2]string{{"Authorization", "Bearer " + good}, {"X-Customer-Token", good}}, customer, "", "192.0.2.7"},
		{"both, different", [][2]string{{"Authorization", "Bearer " + good}, {"X-Customer-Token", ended}}, nobody, apperr.InvalidToken, ""},
		{"two of one header", [][2]string{{"X-Customer-Token", good}, {"X-Customer-Token", good}}, nobody, apperr.InvalidToken, ""},
		{"ended", [][2]string{{"X-Customer-Token", ended}}, nobody, apperr.Revoked, ""},
		{"another's session", [][2]string{{"X-Customer-Token", stolen}}, nobody, apperr.Revoked, ""},
		{"over", [][2]string{{"X-Customer-Token", late}}, nobody, "", "192.0.2.7"},
		{"a key with a customer whose token is over", [][2]string{{"Authorization", "Bearer sk_good"}, {"X-Customer-Token", late}}, nobody, "", "key_1"},
		{"garbage", [][2]string{{"X-Customer-Token", "null"}}, nobody, apperr.InvalidToken, ""},
		{"Bearer undefined", [][2]string{{"Authorization", "Bearer undefined"}}, nobody, apperr.InvalidToken, ""},
		{"Bearer and nothing", [][2]string{{"Authorization", "Bearer"}}, nobody, apperr.InvalidToken, ""},
		{"Basic", [][2]string{{"Authorization", "Basic YTpi"}}, nobody, apperr.InvalidToken, ""},
		{"a key", [][2]string{{"Authorization", "Bearer sk_good"}}, key, "", "key_1"},
		{"a key that is none", [][2]string{{"Authorization", "Bearer sk_none"}}, nobody, apperr.InvalidToken, ""},
		{"a revoked key", [][2]string{{"Authorization", "Bearer sk_revoked"}}, nobody, apperr.Revoked, ""},
		{"a key as a customer token", [][2]string{{"X-Customer-Token", "sk_good"}}, nobody, apperr.InvalidToken, ""},
		{"staff", [][2]string{{"Authorization", "Bearer " + member("staff_1", "session_s", time.Hour)}}, auth.Staff, "", "192.0.2.7"},
		{"staff who left", [][2]string{{"Authorization", "Bearer " + member("staff_1", "session_x", time.Hour)}}, nobody, apperr.Revoked, ""},
		{"staff with another's session", [][2]string{{"Authorization", "Bearer " + member("staff_2", "session_s", time.Hour)}}, nobody, apperr.Revoked, ""},
		{"staff of yesterday", [][2]string{{"Authorization", "Bearer " + member("staff_1", "session_s", -time.Hour)}}, nobody, apperr.Expired, ""},
		{"staff as a customer token", [][2]string{{"X-Customer-Token", member("staff_1", "session_s", time.Hour)}}, nobody, apperr.InvalidToken, ""},
		{"staff for a customer", [][2]string{{"Authorization", "Bearer " + member("staff_1", "session_s", time.Hour)}, {"X-Customer-Token", good}}, customer, "", "192.0.2.7"},
		{"a key for a customer", [][2]string{{"Authorization", "Bearer sk_good"}, {"X-Customer-Token", good}}, customer, "", "key_1"},
		{"a key with an ended customer", [][2]string{{"Authorization", "Bearer sk_good"}, {"X-Customer-Token", ended}}, nobody, apperr.Revoked, ""},
		{"a key that says whom it forwards", [][2]string{{"Authorization", "Bearer sk_good"}, {"X-Customer-IP", "2001:db8:1:2:3::4"}}, key, "", "2001:db8:1:2::/64"},
		{"somebody who says so without a key", [][2]string{{"X-Customer-IP", "198.51.100.1"}}, nobody, "", "192.0.2.7"},
	} {
		r := httptest.NewRequest(http.MethodPost, "/graphql", nil)
		r.RemoteAddr = "192.0.2.7:1234"
		for _, h := range c.headers {
			r.Header.Add(h[0], h[1])
		}
		caller, err := a.Authenticate(r)
		if c.reason != "" {
			if e, ok := apperr.As(err); !ok || e.Kind != apperr.Unauthenticated || e.Reason != c.reason {
				t.Errorf("%s: %v, want %s", c.name, err, c.reason)
			}
			continue
		}
		if err != nil || caller.Kind != c.kind || caller.Address != c.address || caller.SharedAddress != (c.address == "key_1") {
			t.Errorf("%s: %+v %v", c.name, caller, err)
		}
		if c.name == "a key for a customer" && (caller.Can(models.CustomersRead) || !caller.SetsPrices() || caller.CustomerID != "customer_1") {
			t.Errorf("%s has more than the customer's rights and prices: %+v", c.name, caller)
		}
	}
}

func TestNetworkAddresses(t *testing.T) {
	a := &auth.Authenticator{Tokens: auth.NewSigner(secret, auth.ForCustomers, at(noon)), StaffTokens: auth.NewSigner(secret, auth.ForStaff, at(noon)), Sessions: rows{}, Keys: rows{}}
	for remote, want := range map[string]string{
		"192.0.2.1:80": "192.0.2.1", "[::ffff:192.0.2.1]:80": "192.0.2.1", "[2001:db8:1:2:aaaa::1]:80": "2001:db8:1:2::/64", "2001:db8:1:2:bbbb::2": "2001:db8:1:2::/64",
		"[fe80::1%eth0]:80": "fe80::/64", "": "",
	} {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.RemoteAddr = remote
		if caller, err := a.Authenticate(r); err != nil || caller.Address != want {
			t.Errorf("%q: %q %v, want %q", remote, caller.Address, err, want)
		}
	}
}

// TestCustomerIP is one address in any form that proxies write, or none.
func TestCustomerIP(t *testing.T) {
	a := &auth.Authenticator{
		Tokens: auth.NewSigner(secret, auth.ForCustomers, at(noon)), StaffTokens: auth.NewSigner(secret, auth.ForStaff, at(noon)),
		Sessions: rows{}, Keys: rows{},
	}
	const key, v4, v6 = "key_1", "198.51.100.1", "2001:db8:1:2::/64"
	for _, c := range []struct {
		name, want string // empty where the request is refused
		values     []string
	}{
		{"none", key, nil},
		{"empty", key, []string{" "}},
		{"unknown", key, []string{"unknown"}},
		{"hidden", key, []string{"_hidden"}},
		{"IPv4", v4, []string{"198.51.100.1"}},
		{"with a port", v4, []string{"198.51.100.1:5000"}},
		{"IPv4 within IPv6", v4, []string{"::ffff:198.51.100.1"}},
		{"IPv6", v6, []string{"2001:db8:1:2::1"}},
		{"IPv6 with a port", v6, []string{"[2001:db8:1:2::1]:5000"}},
		{"quoted", v6, []string{`"[2001:db8:1:2::1]"`}},
		{"with for=", v6, []string{`for="[2001:db8:1:2::1]"`}},
		{"with a zone", v6, []string{"2001:db8:1:2::1%eth0"}},
		{"no address", "", []string{"not an address"}},
		{"two in one", "", []string{"198.51.100.1, 198.51.100.2"}},
		{"twice", "", []string{"198.51.100.1", "198.51.100.2"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := httptest.NewRequest(http.MethodGet, "/", nil)
			r.Header["X-Customer-Ip"] = c.values
			r.Header.Set("Authorization", "Bearer sk_good")
			caller, err := a.Authenticate(r)
			switch {
			case c.want == "" && !apperr.Is(err, apperr.BadInput):
				t.Errorf("%+v %v, want BAD_USER_INPUT", caller, err)
			case c.want != "" && (err != nil || caller.Address != c.want || caller.SharedAddress != (c.want == key)):
				t.Errorf("%+v %v, want %s", caller, err, c.want)
			}
		})
	}
}

func TestSignInWithinAnOperation(t *testing.T) {
	ctx := auth.With(context.Background(), auth.Caller{Address: "192.0.2.1"})
	below, cancel := context.WithCancel(ctx)
	defer cancel()
	auth.SignIn(below, "customer_1", "session_1")
	if c := auth.From(ctx); c.Kind != auth.Customer || !c.Owns("customer_1") || c.Owns("customer_2") || c.Owns("") || c.Address != "192.0.2.1" {
		t.Errorf("%+v", c)
	}
	auth.SignOut(ctx)
	if c := auth.From(below); c.Kind != auth.Anonymous || c.CustomerID != "" {
		t.Errorf("%+v", c)
	}
	auth.SignIn(context.Background(), "customer_1", "session_1") // nobody listens
	if c := auth.From(context.Background()); c.Kind != auth.Anonymous {
		t.Errorf("%+v", c)
	}
}
