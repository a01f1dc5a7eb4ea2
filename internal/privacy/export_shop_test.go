package privacy_test

import (
	"bytes"
	"context"
	"net/url"
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/db/dbtest"
	"clientele/internal/auth"
	"clientele/internal/customfields"
	"clientele/internal/jobs"
	"clientele/internal/mail"
	"clientele/internal/page"
	"clientele/internal/privacy"
	"clientele/internal/staff"
	"clientele/internal/throttle"
	"clientele/models"
)

// exports is the service under test, with what it needs.
type exports struct {
	*privacy.Service
	t      *testing.T
	db     *db.DB
	jobs   *jobs.Service
	fields *customfields.Service
	now    time.Time
	sent   []mail.Email
}

func (x *exports) Send(tx *gorm.DB, m mail.Email) error { return x.SendAll(tx, []mail.Email{m}) }

func (x *exports) SendAll(_ *gorm.DB, list []mail.Email) error {
	x.sent = append(x.sent, list...)
	return nil
}

func onEachExports(t *testing.T, test func(x *exports)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x := &exports{t: t, db: d, now: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)}
		now := func() time.Time { return x.now }
		limits := throttle.New(d, now)
		x.fields = customfields.New(d, now, limits)
		var err error
		x.jobs, err = jobs.New(d, jobs.Options{
			Now: now, Codec: page.NewCodec([]byte("key")), Current: staff.Current, Keys: [][]byte{[]byte("key")},
			FileKeys: [][]byte{bytes.Repeat([]byte("k"), 32)}, Delays: []time.Duration{},
		})
		if err != nil {
			t.Fatal(err)
		}
		x.Service = privacy.New(d, privacy.Options{
			Now: now, Jobs: x.jobs, Fields: x.fields, Throttle: limits, Post: x,
			Shop: func(context.Context) (*models.Shop, error) { return &models.Shop{Name: "Tea Shop"}, nil },
		})
		test(x)
	})
}

// export exports the personal data of a customer, and returns the file.
func (x *exports) export(customerID string) string {
	x.t.Helper()
	ctx := x.t.Context()
	j, err := x.RequestExport(ctx, staff.Operator, customerID)
	if err != nil {
		x.t.Fatal(err)
	}
	if _, err := x.jobs.RunNext(ctx); err != nil {
		x.t.Fatal(err)
	}
	if j, err = x.jobs.Get(ctx, staff.Operator, j.ID); err != nil || j.Status != models.JobSucceeded {
		x.t.Fatalf("%+v, %v", j, err)
	}
	return x.download(x.jobs.FileURL(ctx, staff.Operator, j))
}

// signed returns the job and the signature of the URL of a file.
func (x *exports) signed(text string) (jobID string, signed jobs.Signed) {
	x.t.Helper()
	u, err := url.Parse(text)
	if err != nil || text == "" {
		x.t.Fatalf("%q, %v", text, err)
	}
	q := u.Query()
	return strings.Split(u.Path, "/")[2], jobs.Signed{Expires: q.Get("expires"), Signature: q.Get("signature")}
}

// download returns the file of a URL.
func (x *exports) download(text string) string {
	x.t.Helper()
	id, signed := x.signed(text)
	d, err := x.jobs.Result(x.t.Context(), id, signed)
	if err != nil {
		x.t.Fatal(err)
	}
	var b bytes.Buffer
	if err := d.WriteTo(&b); err != nil {
		x.t.Fatal(err)
	}
	return b.String()
}

// customer creates a customer with a verified address, and returns it as a caller.
func (x *exports) customer(name string) auth.Caller {
	x.t.Helper()
	at := models.At(x.now)
	c := &models.Customer{
		ID: "customer_" + name, Email: name + "@example.com", EmailKey: name + "@example.com", EmailFold: name + "@example.com",
		Name: &name, EmailVerified: true, CreatedAt: at, UpdatedAt: at, Version: 1,
	}
	if err := x.db.InTx(x.t.Context(), func(tx *gorm.DB) error { return tx.Create(c).Error }); err != nil {
		x.t.Fatal(err)
	}
	return auth.Caller{Kind: auth.Customer, CustomerID: c.ID}
}

// exec changes the database as another part of the program would.
func (x *exports) exec(statement string, args ...any) {
	x.t.Helper()
	dbtest.WritesPast(x.t)
	if err := x.db.InTx(x.t.Context(), func(tx *gorm.DB) error { return tx.Exec(statement, args...).Error }); err != nil {
		x.t.Fatal(err)
	}
}

// request requests the export of the caller's data, and runs the job.
func (x *exports) request(caller auth.Caller) *models.Job {
	x.t.Helper()
	if err := x.RequestOwnExport(x.t.Context(), caller); err != nil {
		x.t.Fatal(err)
	}
	x.run()
	return x.last(caller)
}

func (x *exports) run() {
	x.t.Helper()
	if _, err := x.jobs.RunNext(x.t.Context()); err != nil {
		x.t.Fatal(err)
	}
}

// last returns the newest export of a customer.
func (x *exports) last(of auth.Caller) *models.Job {
	x.t.Helper()
	j := new(models.Job)
	err := x.db.Primary(x.t.Context()).Where("customer_id = ?", of.CustomerID).Order("created_at DESC, id DESC").Take(j).Error
	if err != nil {
		x.t.Fatal(err)
	}
	return j
}

// compose composes the last email that was queued.
func (x *exports) compose() *mail.Content {
	x.t.Helper()
	if len(x.sent) == 0 {
		x.t.Fatal("no email was queued")
	}
	m := x.sent[len(x.sent)-1]
	var content *mail.Content
	err := x.db.InTx(x.t.Context(), func(tx *gorm.DB) (err error) {
		content, err = x.Composers()[m.Kind](x.t.Context(), tx, m)
		return err
	})
	if err != nil {
		x.t.Fatal(err)
	}
	return content
}
