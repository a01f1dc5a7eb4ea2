package mail

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/go-playground/locales"
	"github.com/go-playground/locales/ar"
	"github.com/go-playground/locales/de"
	"github.com/go-playground/locales/en"
	"github.com/go-playground/locales/en_GB"
	"github.com/go-playground/locales/es"
	"github.com/go-playground/locales/fr"
	"github.com/go-playground/locales/ja"
	"golang.org/x/text/language"
)

// forms holds the forms of a count and its unit. %d is the count.
type forms map[locales.PluralRule]string

// units holds the names of the units of time.
type units struct{ minutes, hours, days forms }

// languageFormat holds how emails in a language write dates and periods.
type languageFormat struct {
	rules locales.Translator
	units units
}

// languages returns the languages of the built-in templates. English is the first, which is used for all others.
func languages() []language.Tag {
	return []language.Tag{
		language.English, language.German, language.French, language.Spanish, language.Japanese, language.Arabic,
	}
}

// formatOf returns the format of a built-in language, or that of English.
func formatOf(lang string) languageFormat {
	const one, two, few, many, other = locales.PluralRuleOne, locales.PluralRuleTwo, locales.PluralRuleFew,
		locales.PluralRuleMany, locales.PluralRuleOther
	switch lang {
	case "de":
		return languageFormat{de.New(), units{
			forms{one: "%d Minute", other: "%d Minuten"},
			forms{one: "%d Stunde", other: "%d Stunden"},
			forms{one: "%d Tag", other: "%d Tage"},
		}}
	case "fr":
		return languageFormat{fr.New(), units{
			forms{one: "%d minute", other: "%d minutes"},
			forms{one: "%d heure", other: "%d heures"},
			forms{one: "%d jour", other: "%d jours"},
		}}
	case "es":
		return languageFormat{es.New(), units{
			forms{one: "%d minuto", other: "%d minutos"},
			forms{one: "%d hora", other: "%d horas"},
			forms{one: "%d día", other: "%d días"},
		}}
	case "ja":
		return languageFormat{ja.New(), units{forms{other: "%d分"}, forms{other: "%d時間"}, forms{other: "%d日間"}}}
	case "ar": // the genitive, after “for”; one and two are written without the number
		return languageFormat{ar.New(), units{
			forms{one: "دقيقة واحدة", two: "دقيقتين", few: "%d دقائق", many: "%d دقيقة", other: "%d دقيقة"},
			forms{one: "ساعة واحدة", two: "ساعتين", few: "%d ساعات", many: "%d ساعة", other: "%d ساعة"},
			forms{one: "يوم واحد", two: "يومين", few: "%d أيام", many: "%d يومًا", other: "%d يوم"},
		}}
	}
	return languageFormat{en_GB.New(), units{
		forms{one: "%d minute", other: "%d minutes"},
		forms{one: "%d hour", other: "%d hours"},
		forms{one: "%d day", other: "%d days"},
	}}
}

// count returns a count with its unit.
func (f languageFormat) count(n int, of forms) string {
	form, ok := of[f.rules.CardinalPluralRule(float64(n), 0)]
	if !ok {
		form = of[locales.PluralRuleOther]
	}
	if !slices.Contains([]byte(form), '%') {
		return form
	}
	return fmt.Sprintf(form, n)
}

// period returns a number of minutes in words, in the largest unit that divides them, and in hours if they are whole
// hours. One day is written as 24 hours, since "one day" could mean until midnight.
func (f languageFormat) period(minutes string) (words, hours string) {
	n, err := strconv.Atoi(minutes)
	if err != nil || n < 1 {
		return "", ""
	}
	if n%60 != 0 {
		return f.count(n, f.units.minutes), ""
	}
	n /= 60
	hours = strconv.Itoa(n)
	if n > 24 && n%24 == 0 {
		return f.count(n/24, f.units.days), hours
	}
	return f.count(n, f.units.hours), hours
}

// in returns the format for a locale of the language: Americans write the month of a date first.
func (f languageFormat) in(locale string) languageFormat {
	if language.Make(locale) == language.AmericanEnglish {
		f.rules = en.New()
	}
	return f
}

// isoDate is the format of dates in the values of an email (ISO 8601).
const isoDate = "2006-01-02"

// date returns a date in words, such as 15 March 2026. It returns "" if iso is not a date.
func (f languageFormat) date(iso string) string {
	day, err := time.Parse(isoDate, iso)
	if err != nil {
		return ""
	}
	return f.rules.FmtDateLong(day)
}

// isRTL reports whether a language is written from right to left.
func isRTL(lang language.Tag) bool {
	script, _ := lang.Script()
	return slices.Contains([]string{"Arab", "Hebr", "Syrc", "Thaa", "Nkoo", "Adlm", "Rohg"}, script.String())
}

// nearest returns the built-in language that is nearest to a language, or English.
func nearest(lang language.Tag) string {
	all := languages()
	if _, i, confidence := language.NewMatcher(all).Match(lang); confidence != language.No {
		return all[i].String()
	}
	return all[0].String()
}
