package filter

import (
	"math/big"

	"clientele/internal/fold"
	"clientele/models"
)

// IDFilter holds the operators of ids.
type IDFilter struct {
	Eq *string
	In []string
}

// On returns the condition on a column.
func (f *IDFilter) On(column string) Expr {
	if f == nil {
		return Expr{}
	}
	return And(equal(column, f.Eq), in(column, f.In))
}

// CountryCodeFilter holds the operators of countries.
type CountryCodeFilter struct {
	Eq *models.CountryCode
	In []models.CountryCode
}

// On returns the condition on a column.
func (f *CountryCodeFilter) On(column string) Expr {
	if f == nil {
		return Expr{}
	}
	return And(equal(column, f.Eq), in(column, f.In))
}

// CurrencyCodeFilter holds the operators of currencies.
type CurrencyCodeFilter struct {
	Eq *models.CurrencyCode
	In []models.CurrencyCode
}

// On returns the condition on a column.
func (f *CurrencyCodeFilter) On(column string) Expr {
	if f == nil {
		return Expr{}
	}
	return And(equal(column, f.Eq), in(column, f.In))
}

// Enum returns the condition that a column equals eq and is one of among. Arguments that are nil are ignored.
func Enum[T ~string](column string, eq *T, among []T) Expr {
	return And(equal(column, eq), in(column, among))
}

// BooleanFilter holds the operator of booleans.
type BooleanFilter struct {
	Eq *bool
}

// On returns the condition that an SQL condition is true or false.
func (f *BooleanFilter) On(condition string) Expr {
	switch {
	case f == nil || f.Eq == nil:
		return Expr{}
	case *f.Eq:
		return SQL(condition)
	}
	return Not(SQL(condition))
}

// OnColumn returns the condition on a boolean column that is never NULL.
func (f *BooleanFilter) OnColumn(column string) Expr {
	if f == nil || f.Eq == nil {
		return Expr{}
	}
	return SQL(column+" = ?", *f.Eq)
}

// OnSet returns the condition that a column is not NULL.
func (f *BooleanFilter) OnSet(column string) Expr {
	switch {
	case f == nil || f.Eq == nil:
		return Expr{}
	case *f.Eq:
		return SQL(column + " IS NOT NULL")
	}
	return SQL(column + " IS NULL")
}

// IntFilter holds the operators of integers.
type IntFilter struct {
	Eq, Gt, Gte, Lt, Lte *int
}

// On returns the condition on a column.
func (f *IntFilter) On(column string) Expr {
	if f == nil {
		return Expr{}
	}
	return compare(column, f.Eq, f.Gt, f.Gte, f.Lt, f.Lte)
}

// DateTimeFilter holds the operators of times.
type DateTimeFilter struct {
	Eq, Gt, Gte, Lt, Lte *models.Time
}

// On returns the condition on a column.
func (f *DateTimeFilter) On(column string) Expr {
	if f == nil {
		return Expr{}
	}
	return compare(column, f.Eq, f.Gt, f.Gte, f.Lt, f.Lte)
}

// DecimalFilter holds the operators of decimal numbers.
type DecimalFilter struct {
	Eq, Gt, Gte, Lt, Lte *models.Decimal
}

// On returns the condition on a column that contains ten-thousandths. Values with more decimals are compared exactly:
// no row equals them.
func (f *DecimalFilter) On(column string) Expr {
	if f == nil {
		return Expr{}
	}
	var all []Expr
	add := func(d *models.Decimal, op, opRounded string) {
		if d == nil {
			return
		}
		floor, exact := tenThousandths(*d)
		switch {
		case exact:
			all = append(all, SQL(column+op+"?", floor))
		case opRounded == "":
			all = append(all, Never())
		default:
			all = append(all, SQL(column+opRounded+"?", floor))
		}
	}
	add(f.Eq, " = ", "")
	add(f.Gt, " > ", " > ")
	add(f.Gte, " >= ", " > ")
	add(f.Lt, " < ", " <= ")
	add(f.Lte, " <= ", " <= ")
	return And(all...)
}

// tenThousandths returns a number in ten-thousandths, rounded down, and whether it is exact. It limits the result to
// the range of int64.
func tenThousandths(d models.Decimal) (int64, bool) {
	r, ok := new(big.Rat).SetString(string(d))
	if !ok { // cannot happen: the scalar accepts only numbers
		return 0, false
	}
	r.Mul(r, big.NewRat(10_000, 1))
	floor, rest := new(big.Int).DivMod(r.Num(), r.Denom(), new(big.Int))
	if !floor.IsInt64() {
		if floor.Sign() < 0 {
			return -1 << 63, true
		}
		return 1<<63 - 1, true
	}
	return floor.Int64(), rest.Sign() == 0
}

func equal[T ~string](column string, v *T) Expr {
	if v == nil {
		return Expr{}
	}
	return SQL(column+" = ?", string(*v))
}

func in[T ~string](column string, values []T) Expr {
	if values == nil {
		return Expr{}
	}
	return among(column, values, func(s string) string { return s })
}

func compare[T any](column string, eq, gt, gte, lt, lte *T) Expr {
	var all []Expr
	for _, c := range []struct {
		op string
		v  *T
	}{{" = ", eq}, {" > ", gt}, {" >= ", gte}, {" < ", lt}, {" <= ", lte}} {
		if c.v != nil {
			all = append(all, SQL(column+c.op+"?", *c.v))
		}
	}
	return And(all...)
}

// TagFilter holds the operators of tags.
type TagFilter struct {
	Has    *string
	HasAny []string
	HasAll []string
}

// On returns the condition on an owner's id. tags is the table of tags and owner its column of the owner's id.
func (f *TagFilter) On(id, tags, owner string) Expr {
	if f == nil {
		return Expr{}
	}
	has := func(condition string, arg any) Expr {
		return SQL(id+" IN (SELECT "+owner+" FROM "+tags+" WHERE tag_fold "+condition+")", arg)
	}
	var all []Expr
	if f.Has != nil {
		all = append(all, has("= ?", fold.Text(*f.Has)))
	}
	if f.HasAny != nil {
		folded := make([]string, len(f.HasAny))
		for i, tag := range f.HasAny {
			folded[i] = fold.Text(tag)
		}
		any := Never()
		if len(folded) > 0 {
			any = has("IN ?", folded)
		}
		all = append(all, any)
	}
	for _, tag := range f.HasAll {
		all = append(all, has("= ?", fold.Text(tag)))
	}
	return And(all...)
}
