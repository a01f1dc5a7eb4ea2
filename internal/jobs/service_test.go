package jobs_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"gorm.io/gorm"

	"clientele/db"
	"clientele/db/dbtest"
	"clientele/internal/accounts"
	"clientele/internal/addressbook"
	"clientele/internal/auth"
	"clientele/internal/bulk"
	"clientele/internal/customfields"
	"clientele/internal/jobs"
	"clientele/internal/mail"
	"clientele/internal/orders"
	"clientele/internal/page"
	"clientele/internal/records"
	"clientele/internal/staff"
	"clientele/internal/throttle"
	"clientele/models"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

// clock is a clock that tests can advance.
type clock struct {
	mu     sync.Mutex
	offset time.Duration
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return time.Now().Add(c.offset)
}

func (c *clock) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.offset += d
}

// fixture is a service under test.
type fixture struct {
	*jobs.Service
	t        *testing.T
	db       *db.DB
	clock    *clock
	accounts *accounts.Service
	fields   *customfields.Service
	o        jobs.Options
	box      box
}

// box collects the emails that are queued.
type box struct{ sent []mail.Email }

func (b *box) Send(tx *gorm.DB, m mail.Email) error { return b.SendAll(tx, []mail.Email{m}) }

func (b *box) SendAll(_ *gorm.DB, list []mail.Email) error {
	b.sent = append(b.sent, list...)
	return nil
}

func onEach(t *testing.T, test func(t *testing.T, f *fixture)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := &fixture{t: t, db: d, clock: &clock{}}
		now, codec := f.clock.now, page.NewCodec([]byte("key"))
		limits := throttle.New(d, now)
		f.fields = customfields.New(d, now, limits)
		addresses := addressbook.New(d, addressbook.Options{Now: now, Codec: codec, Fields: f.fields})
		f.accounts = accounts.New(d, accounts.Options{
			Now: now, Codec: codec, Fields: f.fields, Throttle: limits, Addresses: addresses,
			Hasher: auth.NewHasher(auth.Cost{Memory: 64, Passes: 1, Threads: 1}, 1), Post: &f.box,
		})
		f.o = jobs.Options{
			Now: now, Codec: codec, Accounts: f.accounts, Addresses: addresses, Current: staff.Current,
			Orders: orders.New(d, orders.Options{
				Secret: auth.Secret("0123456789abcdef0123456789abcdef"), Now: now, Codec: codec, Addresses: addresses,
				Fields: f.fields,
			}),
			Keys: [][]byte{[]byte("key 1"), []byte("key 0")}, FileKeys: [][]byte{bytes.Repeat([]byte("k"), 32)},
			MaxUpload: 1 << 20, Poll: 5 * time.Millisecond,
			BaseURL: func(context.Context) string { return "https://shop.test" },
			ImportFields: func(context.Context, models.RecordKind) ([]*models.ImportField, error) {
				return []*models.ImportField{{Name: "email"}, {Name: "name"}}, nil
			},
		}
		f.Service = f.another()
		test(t, f)
	})
}

// another returns another server on the same database.
func (f *fixture) another() *jobs.Service {
	f.t.Helper()
	s, err := jobs.New(f.db, f.o)
	if err != nil {
		f.t.Fatal(err)
	}
	s.ReadInputsWith(inputs{})
	return s
}

// inputs reads the inputs that the tests use.
type inputs struct{}

func (inputs) CustomerFilter(_ context.Context, text string) (*accounts.CustomerFilter, error) {
	f := new(accounts.CustomerFilter)
	return f, json.Unmarshal([]byte(text), f)
}

func (inputs) OrderFilter(_ context.Context, text string) (*orders.OrderFilter, error) {
	f := new(orders.OrderFilter)
	return f, json.Unmarshal([]byte(text), f)
}

func (inputs) UpdateCustomersInput(_ context.Context, text string) (jobs.UpdateCustomersInput, error) {
	var in jobs.UpdateCustomersInput
	return in, json.Unmarshal([]byte(text), &in)
}

// createImport creates an import of customers, and returns its upload.
func (f *fixture) createImport(in jobs.CreateImportInput) (*models.Job, jobs.Signed) {
	f.t.Helper()
	if in.Kind == "" {
		in.Kind, in.Format = models.CustomerRecords, records.CSV
	}
	j, text, err := f.CreateImport(f.t.Context(), staff.Operator, in)
	if err != nil {
		f.t.Fatal(err)
	}
	_, u := parseURL(f.t, text)
	return j, u
}

// parseURL returns the path and the signature of a URL.
func parseURL(t *testing.T, text string) (string, jobs.Signed) {
	t.Helper()
	if text == "" {
		return "", jobs.Signed{}
	}
	u, err := url.Parse(text)
	if err != nil || u.Host != "shop.test" {
		t.Fatalf("%q: %v", text, err)
	}
	return u.Path, jobs.Signed{Expires: u.Query().Get("expires"), Signature: u.Query().Get("signature")}
}

// upload creates an import with a file.
func (f *fixture) upload(content string) *models.Job {
	f.t.Helper()
	j, u := f.createImport(jobs.CreateImportInput{})
	if err := f.Receive(f.t.Context(), j.ID, u, jobs.Upload{Body: strings.NewReader(content)}); err != nil {
		f.t.Fatal(err)
	}
	return j
}

// job reads a job.
func (f *fixture) job(id string) *models.Job {
	f.t.Helper()
	j, err := f.Get(f.t.Context(), staff.Operator, id)
	if err != nil {
		f.t.Fatal(err)
	}
	return j
}

// runNext runs the next job.
func (f *fixture) runNext(s *jobs.Service) bool {
	f.t.Helper()
	ran, err := s.RunNext(f.t.Context())
	if err != nil {
		f.t.Fatal(err)
	}
	return ran
}

func (f *fixture) count(model any, where string, args ...any) int {
	f.t.Helper()
	var n int64
	if err := f.db.Primary(context.Background()).Model(model).Where(where, args...).Count(&n).Error; err != nil {
		f.t.Fatal(err)
	}
	return int(n)
}

// lines is a task that counts the lines of a file, one a batch: "c" is created, "u" updated, "f" failed with two
// faults, and each other one unchanged.
func lines(ctx context.Context, r jobs.Run) error {
	file, err := r.Open(ctx)
	if err != nil {
		return err
	}
	text, err := io.ReadAll(file)
	if err != nil {
		return err
	}
	all := strings.Fields(string(text))
	field := "email"
	columns := []models.JobColumn{{Name: "a", Field: &field, Samples: []string{"1"}}, {Name: "b", Samples: []string{}}}
	if err := errors.Join(r.SetTotal(ctx, len(all)), r.SetColumns(ctx, columns, []string{"a", "b"})); err != nil {
		return err
	}
	for i, line := range all[r.Job().Done:] {
		if err := ctx.Err(); err != nil {
			return err
		}
		counts, faults := bulk.Counts{Done: 1}, []jobs.Fault(nil)
		switch line {
		case "c":
			counts.Created = 1
		case "u":
			counts.Updated = 1
		case "f":
			counts.Failed = 1
			row := r.Job().Done + i + 2
			faults = []jobs.Fault{
				{
					Fault:  records.Fault{Row: row, Column: "a", Code: "INVALID", Message: "is wrong"},
					Record: &jobs.RawRecord{Row: row, Rows: [][]string{{line, "x"}}},
				},
				{Fault: records.Fault{Row: row, Message: "is odd"}},
			}
		default:
			counts.Unchanged = 1
		}
		if err := r.SaveAlone(ctx, counts, faults); err != nil {
			return err
		}
	}
	return nil
}

func (f *fixture) counts(id string) string {
	f.t.Helper()
	j := f.job(id)
	total := "?"
	if j.Total != nil {
		total = fmt.Sprint(*j.Total)
	}
	return fmt.Sprintf("%s %d/%s: %d created, %d updated, %d unchanged, %d failed, %d faults",
		j.Status, j.Done, total, j.Created, j.Updated, j.Unchanged, j.Failed, f.count(&models.JobFault{}, "job_id = ?", id))
}

// download returns the file of a URL.
func (f *fixture) download(text string) string {
	f.t.Helper()
	path, u := parseURL(f.t, text)
	open := f.Faults
	if strings.HasSuffix(path, "/result") {
		open = f.Result
	}
	d, err := open(f.t.Context(), strings.Split(path, "/")[2], u)
	if err != nil {
		f.t.Fatal(err)
	}
	var b bytes.Buffer
	if err := d.WriteTo(&b); err != nil {
		f.t.Fatal(err)
	}
	return d.Name + "\n" + b.String()
}

// customers creates customers with the tag "new" and names that begin with a letter of the alphabet each.
func (f *fixture) customers(n int) []string {
	f.t.Helper()
	var ids []string
	for len(ids) < n {
		var list []accounts.UpsertCustomerInput
		for i := len(ids); i < n && len(list) < bulk.MaxBatch; i++ {
			email, name := fmt.Sprintf("c%d@example.com", i), fmt.Sprintf("%c %d", 'A'+i%26, i)
			list = append(list, accounts.UpsertCustomerInput{
				Email: graphql.OmittableOf(&email), Name: graphql.OmittableOf(&name),
				Tags: graphql.OmittableOf([]string{"new"}),
			})
		}
		results, err := f.accounts.UpsertMany(f.t.Context(), staff.Operator, bulk.ByEmail, list, bulk.Options{})
		if err != nil {
			f.t.Fatal(err)
		}
		for _, r := range results {
			ids = append(ids, r.ID)
		}
	}
	return ids
}
