"""The target range by every formula for the maximum heart rate, and Karvonen's, each with its error."""

from backstride.heart import karvonen_target, predicted_maxima

AGE_YEARS = 46
RESTING_BPM = 52.0

for predicted in predicted_maxima(AGE_YEARS):
    formula, maximum = predicted.formula, predicted.bpm
    target = karvonen_target(maximum, RESTING_BPM)
    ends = " to ".join(
        f"{end.value:.0f} ({end.low:.0f} to {end.high:.0f})" for end in (target.low_bpm, target.high_bpm)
    )
    print(f"{formula.name:18} maximum {maximum.value:.0f} ± {formula.error_bpm:<4g} bpm, target {ends} bpm")
