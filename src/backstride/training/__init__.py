"""The method as data and rules: who may start, by which programme, on which days, and how a plan moves.

Nothing is imported here: the solver takes a moment to load, and most who ask for a part of the room never
plan. So each name is imported from its module:

- `workout`: `Workout` and what it is made of; `workout_text`: `parse_workout`, `workout_text`.
- `dose`: `dose_of`, `Speeds`; `muscles`: `muscles_of`, `muscle_load`.
- `watches`: `fit_workout`, `watch_named`; `formats.fit.workout` writes what they give.
- `questions`: `questions`; `screening`: `screen`; `clearance`: `Screening`, `ClinicianWord`.
- `library`: `programmes`, `programme`, `read_programme`; `programme`: `Programme` and what it is made of.
- `plan`: `PlanRequest`, `Plan`; `planning`: `make_plan`; `plan_check`: `faults_of`.
- `diary`: `CheckIn`; `gates`: `gate_states`; `matching`: `match`; `adherence`: `adherence`.
- `adaptation`: `adapt`; `adaptation_rules`: `RULES`; `prediction`: `predict`, `KnownTime`.
"""
