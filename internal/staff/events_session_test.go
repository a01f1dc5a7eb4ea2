package staff_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"clientele/db"
	"clientele/db/dbtest"
	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/servicetest"
	"clientele/internal/staff"
	"clientele/models"
)

// login logs Sam in with a password and keeps the session.
func (e *eventShop) login(caller auth.Caller, password string) error {
	_, _, err := e.Login(e.t.Context(), caller, e.email, password)
	if err == nil {
		var session models.StaffSession
		e.must(e.db.Read(e.t.Context()).Where("member_id = ?", e.sam.KeyID).Order("created_at DESC, id DESC").
			Take(&session).Error)
		e.sam.SessionID = session.ID
	}
	return err
}

func (e *eventShop) loggedIn() { e.must(e.login(visitor, samsPassword)) }

func (e *eventShop) accept(token, password string) error {
	_, _, err := e.Accept(e.t.Context(), visitor, token, password)
	return err
}

func (e *eventShop) changePassword(from, to string) error {
	_, _, err := e.ChangePassword(e.t.Context(), e.sam, from, to)
	return err
}

func (e *eventShop) logout(everywhere bool) error {
	_, err := e.Logout(e.t.Context(), e.sam, everywhere)
	return err
}

func TestEventsOfSessions(t *testing.T) {
	const failed = "STAFF_MEMBER_LOGIN_FAILED of sam in none by "
	loggedOut := []string{"STAFF_MEMBER_LOGGED_OUT of sam in none by STAFF sam, version 1"}
	loggedIn := func(e *eventShop) { e.loggedIn() }
	runEvents(t, []eventCase{
		{
			name: "log-in", do: func(e *eventShop) error { return e.login(visitor, samsPassword) },
			want: []string{"STAFF_MEMBER_LOGGED_IN of sam in none by STAFF sam, version 1"},
		},
		{
			name: "log-in of a member by another", do: func(e *eventShop) error { return e.login(e.olga, samsPassword) },
			want: []string{"STAFF_MEMBER_LOGGED_IN of sam in none by STAFF sam, version 1"},
		},
		{
			name: "failed log-in", do: func(e *eventShop) error { return e.login(visitor, "a guess of it") },
			fails: "INVALID_CREDENTIALS", want: []string{failed + "GUEST, version 1"},
		},
		{
			name: "failed log-in of a member by another", do: func(e *eventShop) error { return e.login(e.olga, "a guess") },
			fails: "INVALID_CREDENTIALS", want: []string{failed + "STAFF olga, version 1"},
		},
		{
			name: "failed log-in of a member without a password", before: func(e *eventShop) {
				m, _, err := e.CreateMember(t.Context(), e.olga,
					staff.CreateStaffMemberInput{Email: "new@shop.example", Name: "New", Role: models.RoleSupport})
				e.must(err)
				e.names, e.email = append(e.names, m.ID, "new"), m.Email
			}, do: func(e *eventShop) error { return e.login(visitor, samsPassword) },
			fails: "INVALID_CREDENTIALS",
			want:  []string{"STAFF_MEMBER_LOGIN_FAILED of new in none by GUEST, version 1"},
		},
		{
			name: "unknown email address", do: func(e *eventShop) error {
				e.email = "nobody@shop.example"
				return e.login(visitor, samsPassword)
			},
			fails: "INVALID_CREDENTIALS",
		},
		{name: "log-out", before: loggedIn, do: func(e *eventShop) error { return e.logout(false) }, want: loggedOut},
		{
			name: "log-out everywhere", before: func(e *eventShop) { e.loggedIn(); e.loggedIn() },
			do: func(e *eventShop) error { return e.logout(true) }, want: loggedOut,
		},
		{
			name: "second log-out", before: func(e *eventShop) { e.loggedIn(); e.must(e.logout(false)) },
			do: func(e *eventShop) error { return e.logout(false) },
		},
		{name: "log-out everywhere without a session", do: func(e *eventShop) error { return e.logout(true) }},
	})
}

func TestEventsOfPasswords(t *testing.T) {
	loggedIn := func(e *eventShop) { e.loggedIn() }
	invited := func(e *eventShop) { e.must(e.invite(e.olga)) }
	runEvents(t, []eventCase{
		{
			name: "accepted invitation", before: invited,
			do: func(e *eventShop) error { return e.accept(e.token, "another password") },
			want: []string{
				"STAFF_MEMBER_INVITATION_ACCEPTED of sam in none by STAFF sam, version 3, password",
				"STAFF_MEMBER_LOGGED_IN of sam in none by STAFF sam, version 3",
			},
		},
		{
			name: "used invitation", before: func(e *eventShop) { invited(e); e.must(e.accept(e.token, "another password")) },
			do:    func(e *eventShop) error { return e.accept(e.token, "a third password") },
			fails: "INVITATION_INVALID token",
		},
		{
			name: "invitation with a bad password", before: invited,
			do: func(e *eventShop) error { return e.accept(e.token, "short") }, fails: "TOO_SHORT password",
		},
		{
			name: "changed password", before: loggedIn,
			do: func(e *eventShop) error { return e.changePassword(samsPassword, "another password") },
			want: []string{
				"STAFF_MEMBER_PASSWORD_CHANGED of sam in none by STAFF sam, version 2, password",
				"STAFF_MEMBER_LOGGED_IN of sam in none by STAFF sam, version 2", // the new session
			},
		},
		{
			name: "wrong current password", before: loggedIn, fails: "INVALID_CREDENTIALS currentPassword",
			do: func(e *eventShop) error { return e.changePassword("a guess of it", "another password") },
		},
		{
			name: "bad new password", before: loggedIn, fails: "TOO_SHORT newPassword",
			do: func(e *eventShop) error { return e.changePassword(samsPassword, "short") },
		},
	})
}

func TestEventsOfTheFirstMember(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newShop(d)
		_, _, err := s.CreateFirst(t.Context(), visitor, "setup_wrong", founder)
		if got := servicetest.EventsSince(t, d, 0); servicetest.Errors(err) != "INVITATION_INVALID token" || len(got) != 0 {
			t.Errorf("wrong token: %v, %q", err, got)
		}
		m, _, err := s.CreateFirst(t.Context(), visitor, staff.FirstToken(secret), founder)
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := s.CreateFirst(t.Context(), visitor, staff.FirstToken(secret), founder); err == nil {
			t.Error("the token was used twice")
		}
		want := "STAFF_MEMBER_CREATED of olga in none by STAFF olga Olga, version 1, email none to 'Olga@shop.example', " +
			"name none to 'Olga', role none to 'OWNER'\n" +
			"STAFF_MEMBER_LOGGED_IN of olga in none by STAFF olga Olga, version 1"
		if got := strings.Join(servicetest.EventsSince(t, d, 0, m.ID, "olga"), "\n"); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	})
}

// TestFailedLoginsAreAlike checks that a failed log-in makes the same statements whether the email address is that of a
// member or not, and that no event is left of an unknown one.
func TestFailedLoginsAreAlike(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := crew{newShop(d), t}
		c.member("olga", models.RoleOwner)
		cost := map[string]int64{}
		for i, name := range []string{"olga", "nobody", "olga", "nobody"} {
			last := servicetest.LastEvent(t, d)
			ctx, statements := db.CountStatements(t.Context())
			caller := auth.Caller{Address: fmt.Sprint("192.0.2.", i)}
			_, _, err := c.Login(ctx, caller, name+"@shop.example", "a wrong password")
			if servicetest.Errors(err) != "INVALID_CREDENTIALS" {
				t.Fatal(err)
			}
			if got := len(servicetest.EventsSince(t, d, last)); (got == 1) != (name == "olga") || got > 1 {
				t.Errorf("%s: %d events", name, got)
			}
			cost[name] = statements()
		}
		if cost["olga"] != cost["nobody"] {
			t.Errorf("statements: %v", cost)
		}
	})
}

// TestFailedLoginsCannotFloodEvents checks that log-ins that the throttle rejects are not recorded.
func TestFailedLoginsCannotFloodEvents(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := crew{newShop(d), t}
		c.member("olga", models.RoleOwner)
		last := servicetest.LastEvent(t, d)
		guesses := 0
		for i := range 70 {
			caller := auth.Caller{Address: fmt.Sprint("192.0.2.", i/8)}
			_, _, err := c.Login(t.Context(), caller, "olga@shop.example", "a wrong password")
			if !apperr.Is(err, apperr.RateLimited) {
				guesses++
			}
		}
		if got := len(servicetest.EventsSince(t, d, last)); got != guesses || got != 50 {
			t.Errorf("%d events of %d guesses, want 50", got, guesses)
		}
	})
}

// TestEventsHaveNoSecrets checks that no event has a password, a token or the secret of a key, nor their stored hashes.
func TestEventsHaveNoSecrets(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		s := newShop(d)
		const guess = "sentinel guess"
		passwords := []string{"sentinel first", "sentinel second", "sentinel third", guess}
		in := founder
		in.Password = passwords[0]
		olga, session, err := s.CreateFirst(ctx, visitor, staff.FirstToken(secret), in)
		must := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		must(err)
		secrets := append(passwords, staff.FirstToken(secret), *session.AccessToken)
		boss := auth.Caller{Kind: auth.Staff, KeyID: olga.ID, KeyName: olga.Name, Scopes: olga.Scopes()}
		sam, token, err := s.CreateMember(ctx, boss,
			staff.CreateStaffMemberInput{Email: "sam@shop.example", Name: "Sam", Role: models.RoleManager})
		must(err)
		again, second, err := s.Invite(ctx, boss, sam.ID)
		must(err)
		_, session, err = s.Accept(ctx, visitor, second, passwords[1])
		must(err)
		secrets = append(secrets, token, second, *sam.InviteHash, *again.InviteHash, *session.AccessToken)
		_, session, err = s.Login(ctx, visitor, "sam@shop.example", passwords[1])
		must(err)
		secrets = append(secrets, *session.AccessToken)
		if _, _, err := s.Login(ctx, visitor, "sam@shop.example", guess); err == nil {
			t.Error("a guess was accepted")
		}
		m, session, err := s.ChangePassword(ctx, auth.Caller{Kind: auth.Staff, KeyID: sam.ID}, passwords[1], passwords[2])
		must(err)
		key, keySecret, err := s.CreateKey(ctx, boss, staff.CreateAPIKeyInput{Name: "k", Scopes: models.Scopes()})
		must(err)
		_, err = s.RevokeKey(ctx, boss, key.ID)
		must(err)
		_, err = s.Remove(ctx, boss, sam.ID, nil)
		must(err)
		secrets = append(secrets, *session.AccessToken, *m.PasswordHash, *olga.PasswordHash, keySecret, key.SecretHash)
		var rows []*models.Event
		must(d.Read(ctx).Find(&rows).Error)
		seen := map[models.EventType]bool{}
		for _, row := range rows {
			seen[row.Type] = true
			text := everything(row)
			for _, s := range secrets {
				if strings.Contains(text, s) {
					t.Errorf("%s contains %q: %s", row.Type, s, text)
				}
			}
		}
		for _, what := range models.EventTypes() {
			about := what.Subject() == models.SubjectStaffMember || what.Subject() == models.SubjectAPIKey
			if about && !seen[what] && what != models.StaffMemberUpdated && what != models.StaffMemberLoggedOut {
				t.Errorf("%s is not tested", what)
			}
		}
	})
}

// everything returns all columns of an event as text.
func everything(e *models.Event) string {
	var text strings.Builder
	v := reflect.ValueOf(*e)
	for i := range v.NumField() {
		f := v.Field(i)
		if f.Kind() == reflect.Pointer && !f.IsNil() {
			f = f.Elem()
		}
		if list, ok := f.Interface().(models.Texts); ok {
			for _, s := range list {
				if s != nil {
					text.WriteString(*s + " ")
				}
			}
		}
		fmt.Fprintf(&text, "%s=%v ", v.Type().Field(i).Name, f.Interface())
	}
	return text.String()
}
