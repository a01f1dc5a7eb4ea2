package filter_test

import (
	"context"
	"math/big"
	"slices"
	"strconv"
	"testing"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/db/dbtest"
	"clientele/internal/filter"
	"clientele/models"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

// numbers is a table with a nullable number.
const numbers = `CREATE TABLE numbers (id BIGINT PRIMARY KEY, n BIGINT)`

// rows returns the ids of a table's rows that match a condition.
func rows(t testing.TB, d *db.DB, table string, e filter.Expr) []int {
	t.Helper()
	q := d.Read(context.Background()).Table(table)
	if !e.True() {
		q = q.Where(e.SQL, e.Args...)
	}
	ids := []int{}
	if err := q.Order("id").Pluck("id", &ids).Error; err != nil {
		t.Fatalf("%s %v: %v", e.SQL, e.Args, err)
	}
	return ids
}

func exec(t testing.TB, d *db.DB, sql string, args ...any) {
	t.Helper()
	if err := d.InTx(context.Background(), func(tx *gorm.DB) error { return tx.Exec(sql, args...).Error }); err != nil {
		t.Fatal(err)
	}
}

func TestLogic(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		exec(t, d, numbers)
		exec(t, d, "INSERT INTO numbers (id, n) VALUES (1, 10), (2, 20), (3, NULL)")
		every, none := filter.Expr{}, filter.Never()
		ten, twenty := filter.SQL("n = ?", 10), filter.SQL("n = ?", 20)
		either := filter.SQL("n = ? OR n = ?", 10, 20)
		for _, c := range []struct {
			name string
			e    filter.Expr
			want []int
		}{
			{"zero", every, []int{1, 2, 3}},
			{"never", none, []int{}},
			{"one", ten, []int{1}},
			{"and of none", filter.And(), []int{1, 2, 3}},
			{"or of none", filter.Or(), []int{}},
			{"and of zeros", filter.And(every, every), []int{1, 2, 3}},
			{"and of one", filter.And(every, ten, every), []int{1}},
			{"and of two", filter.And(ten, twenty), []int{}},
			{"and with never", filter.And(ten, none), []int{}},
			{"or of one", filter.Or(ten), []int{1}},
			{"or of two", filter.Or(ten, twenty), []int{1, 2}},
			{"or with zero", filter.Or(ten, every), []int{1, 2, 3}},
			{"or with never", filter.Or(ten, none), []int{1}},
			{"not of zero", filter.Not(every), []int{}},
			{"not of never", filter.Not(none), []int{1, 2, 3}},
			{"not matches NULL", filter.Not(ten), []int{2, 3}},
			{"not not", filter.Not(filter.Not(ten)), []int{1}},
			{"not of and", filter.Not(filter.And(ten, twenty)), []int{1, 2, 3}},
			{"not of or", filter.Not(filter.Or(ten, twenty)), []int{3}},
			{"and with a nested or", filter.And(twenty, either), []int{2}},
			{"or with a nested and", filter.Or(filter.And(ten, twenty), twenty), []int{2}},
			{"not with a nested or", filter.Not(either), []int{3}},
			{
				"deep",
				filter.And(filter.Or(ten, filter.Not(filter.And(either, filter.Not(twenty)))),
					filter.SQL("n IS NOT NULL")),
				[]int{1, 2},
			},
		} {
			if got := rows(t, d, "numbers", c.e); !slices.Equal(got, c.want) {
				t.Errorf("%s: %v, want %v (%s)", c.name, got, c.want, c.e.SQL)
			}
		}
		if !every.True() || none.True() || ten.True() || !filter.And(every).True() || !filter.Or(ten, every).True() {
			t.Error("True returns a wrong result")
		}
	})
}

func TestComparisons(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		exec(t, d, numbers)
		exec(t, d, "INSERT INTO numbers (id, n) VALUES (1, 10), (2, 20), (3, NULL), (4, -5)")
		for _, c := range []struct {
			name string
			f    *filter.IntFilter
			want []int
		}{
			{"nil", nil, []int{1, 2, 3, 4}},
			{"empty", &filter.IntFilter{}, []int{1, 2, 3, 4}},
			{"eq", &filter.IntFilter{Eq: new(10)}, []int{1}},
			{"gt", &filter.IntFilter{Gt: new(10)}, []int{2}},
			{"gte", &filter.IntFilter{Gte: new(10)}, []int{1, 2}},
			{"lt", &filter.IntFilter{Lt: new(10)}, []int{4}},
			{"lte", &filter.IntFilter{Lte: new(10)}, []int{1, 4}},
			{"between", &filter.IntFilter{Gt: new(-5), Lt: new(20)}, []int{1}},
			{"empty between", &filter.IntFilter{Gt: new(20), Lt: new(-5)}, []int{}},
		} {
			if got := rows(t, d, "numbers", c.f.On("n")); !slices.Equal(got, c.want) {
				t.Errorf("%s: %v, want %v", c.name, got, c.want)
			}
		}
		for _, c := range []struct {
			name string
			f    *filter.BooleanFilter
			want []int
		}{
			{"nil", nil, []int{1, 2, 3, 4}},
			{"empty", &filter.BooleanFilter{}, []int{1, 2, 3, 4}},
			{"true", &filter.BooleanFilter{Eq: new(true)}, []int{1, 2}},
			{"false, including NULL", &filter.BooleanFilter{Eq: new(false)}, []int{3, 4}},
		} {
			if got := rows(t, d, "numbers", c.f.On("n > 0")); !slices.Equal(got, c.want) {
				t.Errorf("boolean %s: %v, want %v", c.name, got, c.want)
			}
		}
	})
}

func TestSets(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		exec(t, d, "CREATE TABLE words (id BIGINT PRIMARY KEY, w TEXT)")
		exec(t, d, "INSERT INTO words (id, w) VALUES (1, 'IE'), (2, 'FR'), (3, NULL)")
		ie, fr := models.CountryCode("IE"), models.CountryCode("FR")
		for _, c := range []struct {
			name string
			e    filter.Expr
			want []int
		}{
			{"no id filter", (*filter.IDFilter)(nil).On("w"), []int{1, 2, 3}},
			{"an id", (&filter.IDFilter{Eq: new("IE")}).On("w"), []int{1}},
			{"ids", (&filter.IDFilter{In: []string{"IE", "FR", "XX"}}).On("w"), []int{1, 2}},
			{"empty list of ids", (&filter.IDFilter{In: []string{}}).On("w"), []int{}},
			{"id and other ids", (&filter.IDFilter{Eq: new("IE"), In: []string{"FR"}}).On("w"), []int{}},
			{"a country", (&filter.CountryCodeFilter{Eq: &ie}).On("w"), []int{1}},
			{"countries", (&filter.CountryCodeFilter{In: []models.CountryCode{ie, fr}}).On("w"), []int{1, 2}},
			{"a currency", (&filter.CurrencyCodeFilter{Eq: new(models.CurrencyCode("FR"))}).On("w"), []int{2}},
			{"an enum", filter.Enum("w", &ie, nil), []int{1}},
			{"enums", filter.Enum("w", nil, []models.CountryCode{fr}), []int{2}},
			{"empty list of enums", filter.Enum("w", nil, []models.CountryCode{}), []int{}},
			{"a value that looks like SQL", (&filter.IDFilter{Eq: new("' OR 1=1 --")}).On("w"), []int{}},
			{"a value with a placeholder", (&filter.IDFilter{In: []string{"?", "@x", "$1", "IE"}}).On("w"), []int{1}},
		} {
			if got := rows(t, d, "words", c.e); !slices.Equal(got, c.want) {
				t.Errorf("%s: %v, want %v", c.name, got, c.want)
			}
		}
	})
}

// TestDecimals compares the result with exact fractions. The column contains ten-thousandths; values can have more
// decimals.
func TestDecimals(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		stored := []int64{
			-1 << 62, -20_001, -20_000, -1, 0, 1, 9_999, 10_000, 10_001, 125_000, 1_000_000_000_000_000_000, 1 << 62,
		}
		exec(t, d, numbers)
		for i, n := range stored {
			exec(t, d, "INSERT INTO numbers (id, n) VALUES (?, ?)", i, n)
		}
		exec(t, d, "INSERT INTO numbers (id, n) VALUES (99, NULL)")
		values := []models.Decimal{
			"0", "-0", "0.0000", "0.0001", "0.00005", "0.00015", "-0.00005", "-0.0001", "-0.00015", "1", "1.0",
			"0.99991", "1.00005", "-2", "-2.00005", "12.5",
			"0.000000000000000001", "-0.000000000000000001", "100000000000000", "99999999999999.99995",
			"922337203685477.5807", "922337203685477.5808",
			"999999999999999999", "-999999999999999999", "999999999999999999.999999999999999999",
			"-922337203685477.5809",
		}
		for _, v := range values {
			limit, ok := new(big.Rat).SetString(string(v))
			if !ok {
				t.Fatal(v)
			}
			for _, c := range []struct {
				name    string
				f       filter.DecimalFilter
				matches func(cmp int) bool
			}{
				{"eq", filter.DecimalFilter{Eq: &v}, func(cmp int) bool { return cmp == 0 }},
				{"gt", filter.DecimalFilter{Gt: &v}, func(cmp int) bool { return cmp > 0 }},
				{"gte", filter.DecimalFilter{Gte: &v}, func(cmp int) bool { return cmp >= 0 }},
				{"lt", filter.DecimalFilter{Lt: &v}, func(cmp int) bool { return cmp < 0 }},
				{"lte", filter.DecimalFilter{Lte: &v}, func(cmp int) bool { return cmp <= 0 }},
			} {
				want := []int{}
				for i, n := range stored {
					if c.matches(big.NewRat(n, 10_000).Cmp(limit)) {
						want = append(want, i)
					}
				}
				if got := rows(t, d, "numbers", c.f.On("n")); !slices.Equal(got, want) {
					t.Errorf("%s %s: %v, want %v", c.name, v, got, want)
				}
			}
		}
		if got := rows(t, d, "numbers", (*filter.DecimalFilter)(nil).On("n")); len(got) != len(stored)+1 {
			t.Errorf("no filter: %v", got)
		}
		if got := rows(
			t, d, "numbers",
			(&filter.DecimalFilter{Gt: new(models.Decimal("0")), Lte: new(models.Decimal("1"))}).On("n"),
		); !slices.Equal(got, []int{5, 6, 7}) {
			t.Errorf("between: %v", got)
		}
	})
}

func TestNested(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		exec(t, d, numbers)
		exec(t, d, "INSERT INTO numbers (id, n) VALUES (1, 10), (2, 20), (3, NULL)")
		equals := func(n *int) (filter.Expr, error) { return filter.SQL("n = ?", *n), nil }
		for _, c := range []struct {
			name    string
			and, or []*int
			not     *int
			want    []int
		}{
			{"none", nil, nil, nil, []int{1, 2, 3}},
			{"an empty and", []*int{}, nil, nil, []int{1, 2, 3}},
			{"an empty or", nil, []*int{}, nil, []int{}},
			{"and", []*int{new(10), new(10)}, nil, nil, []int{1}},
			{"or", nil, []*int{new(10), new(20)}, nil, []int{1, 2}},
			{"not", nil, nil, new(10), []int{2, 3}},
			{"all three", []*int{new(20)}, []*int{new(10), new(20)}, new(10), []int{2}},
		} {
			e, err := filter.Nested(c.and, c.or, c.not, equals)
			if err != nil {
				t.Fatal(err)
			}
			if got := rows(t, d, "numbers", e); !slices.Equal(got, c.want) {
				t.Errorf("%s: %v, want %v", c.name, got, c.want)
			}
		}
	})
	bad := func(n *int) (filter.Expr, error) {
		_, err := strconv.Atoi("x")
		return filter.Expr{}, err
	}
	for name, err := range map[string]error{
		"and": second(filter.Nested([]*int{new(1)}, nil, nil, bad)),
		"or":  second(filter.Nested(nil, []*int{new(1)}, nil, bad)),
		"not": second(filter.Nested(nil, nil, new(1), bad)),
	} {
		if err == nil {
			t.Errorf("an error below %s is lost", name)
		}
	}
}

func second[A, B any](_ A, b B) B { return b }
