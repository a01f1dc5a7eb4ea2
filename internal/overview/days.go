package overview

import (
	"sort"
	"time"
	_ "time/tzdata" // The names must be known on machines without a database of time zones, such as small containers.

	"clientele/internal/apperr"
	"clientele/internal/input"
	"clientele/models"
)

// day is a day in a time zone: its date, such as 2026-11-29, and the time from its beginning until before its end.
type day struct {
	date         string
	since, until models.Time
}

const maxDays = 92

// zoneOf returns the time zone with an IANA name. An unknown name is apperr.BadInput.
func zoneOf(name string) (*time.Location, error) {
	name = input.Trimmed(name)
	// Go also knows the time zone of the server, by names that are no IANA names.
	zone, err := time.LoadLocation(name)
	if err != nil || name == "" || name == "Local" {
		return nil, apperr.Bad("timeZone: %.64q is not the IANA name of a time zone, such as Europe/Dublin", name)
	}
	return zone, nil
}

// lastDays returns the last n days until now, including today, in the time zone of now, oldest first. If n is not
// between 1 and 92, the error is apperr.BadInput.
func lastDays(now time.Time, n int) ([]day, error) {
	if n < 1 || n > maxDays {
		return nil, apperr.Bad("days: must be 1 to %d, not %d", maxDays, n)
	}
	year, month, date := now.Date()
	// Noon in UTC, so that adding days never skips or repeats one.
	that := time.Date(year, month, date-n+1, 12, 0, 0, 0, time.UTC)
	days := make([]day, n)
	since := startOf(that, now.Location())
	for i := range days {
		next := that.AddDate(0, 0, 1)
		until := startOf(next, now.Location())
		days[i] = day{that.Format(time.DateOnly), since, until}
		that, since = next, until
	}
	return days, nil
}

// startOf returns when the day of a date begins in a time zone. That is not always midnight: in some zones, clocks go
// from 24:00 to 1:00 in spring, and a zone can skip a day, which then begins when the next one does.
func startOf(date time.Time, zone *time.Location) models.Time {
	earliest := date.Add(-36 * time.Hour) // The local time is at most a day ahead of UTC or behind it.
	begun := sort.Search(72*60*60, func(seconds int) bool {
		return earliest.Add(time.Duration(seconds)*time.Second).In(zone).Format(time.DateOnly) >=
			date.Format(time.DateOnly)
	})
	return models.At(earliest.Add(time.Duration(begun) * time.Second))
}
