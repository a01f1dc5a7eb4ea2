package staff_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"gorm.io/gorm"

	"clientele/db"
	"clientele/db/dbtest"
	"clientele/internal/auth"
	"clientele/internal/mail"
	"clientele/internal/servicetest"
	"clientele/internal/staff"
	"clientele/internal/throttle"
	"clientele/models"
)

// post composes the emails of the staff when a test asks for them.
type post struct {
	*staff.Service
	t      *testing.T
	db     *db.DB
	nanos  atomic.Int64
	queued []mail.Email
}

func (p *post) now() time.Time { return time.Unix(0, p.nanos.Load()).UTC() }

func (p *post) pass(d time.Duration) { p.nanos.Add(int64(d)) }

func (p *post) Send(tx *gorm.DB, m mail.Email) error { return p.SendAll(tx, []mail.Email{m}) }

func (p *post) SendAll(_ *gorm.DB, list []mail.Email) error {
	p.queued = append(p.queued, list...)
	return nil
}

// token composes the only queued email, and returns its token; "" if there is nothing to send.
func (p *post) token() string {
	p.t.Helper()
	if len(p.queued) != 1 {
		p.t.Fatalf("%d emails", len(p.queued))
	}
	m := p.queued[0]
	p.queued = nil
	var content *mail.Content
	err := p.db.InTx(p.t.Context(), func(tx *gorm.DB) (err error) {
		content, err = p.Composers()[m.Kind](p.t.Context(), tx, m)
		return err
	})
	if err != nil {
		p.t.Fatal(err)
	}
	if content == nil {
		return ""
	}
	if content.To != "sam@shop.example" || content.Name != "Sam" {
		p.t.Errorf("%+v", content)
	}
	return content.Values["Token"]
}

func (p *post) accept(token string) string {
	_, _, err := p.Accept(context.Background(), visitor, token, "a password of Sam's friend")
	return servicetest.Errors(err)
}

// tokenCase is what happens between an email with a token and its use.
type tokenCase struct {
	name    string
	reset   bool // of the password, instead of an invitation
	between func(p *post, id string) error
	want    string // of the token
	late    bool   // the change happens before the email is composed
}

// tokenCases returns what can happen to a token.
func tokenCases() []tokenCase {
	admin := auth.Caller{Kind: auth.Staff, Scopes: models.Scopes()}
	const invalid = "INVITATION_INVALID token"
	change := func(in staff.UpdateStaffMemberInput) func(p *post, id string) error {
		return func(p *post, id string) error {
			_, err := p.Update(p.t.Context(), admin, id, in)
			return err
		}
	}
	role := func(r models.StaffRole) func(p *post, id string) error {
		return change(staff.UpdateStaffMemberInput{Role: graphql.OmittableOf(&r)})
	}
	wait := func(d time.Duration) func(p *post, id string) error {
		return func(p *post, _ string) error { p.pass(d); return nil }
	}
	name := "Sam"
	return []tokenCase{
		{"invitation", false, wait(47 * time.Hour), "", false},
		{"invitation that is composed late", false, wait(47 * time.Hour), "", true},
		{"expired invitation", false, wait(49 * time.Hour), invalid, false},
		{"invitation that expires before it is composed", false, wait(49 * time.Hour), "nothing", true},
		{"invitation to a larger role", false, role(models.RoleManager), invalid, false},
		{"invitation to a smaller role", false, role(models.RoleReadOnly), "", false},
		{"removed member", false, func(p *post, id string) error {
			_, err := p.Remove(p.t.Context(), admin, id, nil)
			return err
		}, invalid, false},
		{"removed before it is composed", false, func(p *post, id string) error {
			_, err := p.Remove(p.t.Context(), admin, id, nil)
			return err
		}, "nothing", true},
		{"reset", true, wait(29 * time.Minute), "", false},
		{"reset that is composed late", true, wait(29 * time.Hour), "", true},
		{"expired reset", true, wait(31 * time.Minute), invalid, false},
		{"reset with another role", true, role(models.RoleManager), invalid, false},
		{"reset with the same name", true, change(staff.UpdateStaffMemberInput{Name: graphql.OmittableOf(&name)}), "", false},
		{"reset beside an invitation", true, func(p *post, id string) error {
			_, _, err := p.Invite(p.t.Context(), admin, id)
			p.queued = nil
			return err
		}, "", false},
		{"reset after a change of the password", true, func(p *post, id string) error {
			_, token, err := p.Invite(p.t.Context(), admin, id)
			p.queued = nil
			if got := p.accept(token); got != "" {
				return errors.New(got)
			}
			return err
		}, invalid, false},
	}
}

// TestEmailedTokens checks what ends the tokens that are emailed to a member.
func TestEmailedTokens(t *testing.T) {
	admin := auth.Caller{Kind: auth.Staff, Scopes: models.Scopes()}
	for _, c := range tokenCases() {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			dbtest.Each(t, func(t *testing.T, d *db.DB) {
				p := &post{t: t, db: d}
				p.nanos.Store(time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC).UnixNano())
				p.Service = staff.New(d, staff.Options{
					Now: p.now, Hasher: auth.NewHasher(auth.Cost{Memory: 64, Passes: 1, Threads: 1}, 2),
					Tokens: auth.NewSigner(secret, auth.ForStaff, p.now), Throttle: throttle.New(d, p.now), TokenLife: time.Hour,
					SendEmails: true, Post: p, Links: auth.NewSigner(secret, auth.ForLinks, p.now),
				})
				m, shown, err := p.CreateMember(t.Context(), admin, staff.CreateStaffMemberInput{
					Email: "sam@shop.example", Name: "Sam", Role: models.RoleSupport,
				})
				if err != nil {
					t.Fatal(err)
				}
				if c.reset {
					p.queued = nil
					if got := p.accept(shown); got != "" {
						t.Fatal(got)
					}
					if sent, err := p.RequestPasswordReset(t.Context(), visitor, "SAM@shop.example"); !sent || err != nil {
						t.Fatal(sent, err)
					}
				}
				held := p.queued
				token := ""
				if !c.late {
					if token = p.token(); token == "" || token == shown {
						t.Fatalf("token %q", token)
					}
				}
				if err := c.between(p, m.ID); err != nil {
					t.Fatal(err)
				}
				if c.late {
					p.queued = held
					if token = p.token(); (token == "") != (c.want == "nothing") {
						t.Fatalf("token %q", token)
					}
					if token == "" {
						return
					}
				}
				if got := p.accept(token); got != c.want {
					t.Errorf("%q, want %q", got, c.want)
				}
			})
		})
	}
}
