"""The part of the FIT profile that recordings need: numbers of messages and fields, scales, names.

Numbers and names are facts of the published FIT protocol; what is not listed here keeps its number
as its name.
"""

from dataclasses import dataclass
from typing import Final

EPOCH_UNIX_S: Final = 631_065_600
"""The zero of FIT times, 1989-12-31 00:00 UTC, in Unix time. [s]"""
FIRST_DATE_S: Final = 946_684_800 - EPOCH_UNIX_S
"""2000-01-01 in FIT time; what lies before is no date but seconds since a device was switched on. [s]"""
DEGREES_PER_SEMICIRCLE: Final = 180.0 / 2**31

FILE_ID: Final = 0
SPORT: Final = 12
SESSION: Final = 18
LAP: Final = 19
RECORD: Final = 20
EVENT: Final = 21
DEVICE_INFO: Final = 23
WORKOUT: Final = 26
WORKOUT_STEP: Final = 27
ACTIVITY: Final = 34
FILE_CREATOR: Final = 49
HEART_RATE: Final = 132
FIELD_DESCRIPTION: Final = 206

TIMESTAMP: Final = 253
MESSAGE_INDEX: Final = 254

MESSAGE_NAMES: Final = {
    0: "file_id",
    1: "capabilities",
    2: "device_settings",
    3: "user_profile",
    4: "hrm_profile",
    5: "sdm_profile",
    6: "bike_profile",
    7: "zones_target",
    8: "hr_zone",
    9: "power_zone",
    10: "met_zone",
    12: "sport",
    15: "goal",
    18: "session",
    19: "lap",
    20: "record",
    21: "event",
    23: "device_info",
    26: "workout",
    27: "workout_step",
    28: "schedule",
    30: "weight_scale",
    31: "course",
    32: "course_point",
    33: "totals",
    34: "activity",
    35: "software",
    37: "file_capabilities",
    49: "file_creator",
    51: "blood_pressure",
    53: "speed_zone",
    55: "monitoring",
    72: "training_file",
    78: "hrv",
    101: "length",
    103: "monitoring_info",
    104: "battery",
    105: "pad",
    113: "best_effort",
    127: "connectivity",
    128: "weather_conditions",
    129: "weather_alert",
    131: "cadence_zone",
    132: "hr",
    140: "activity_metrics",
    142: "segment_lap",
    145: "memo_glob",
    160: "gps_metadata",
    161: "camera_event",
    162: "timestamp_correlation",
    164: "gyroscope_data",
    165: "accelerometer_data",
    167: "three_d_sensor_calibration",
    169: "video_frame",
    178: "aviation_attitude",
    206: "field_description",
    207: "developer_data_id",
    208: "magnetometer_data",
    209: "barometer_data",
    216: "time_in_zone",
    225: "set",
    227: "stress_level",
    258: "dive_settings",
    259: "dive_gas",
    262: "dive_alarm",
    264: "exercise_title",
    268: "dive_summary",
    285: "jump",
    312: "split",
    313: "split_summary",
    317: "climb_pro",
}
"""Names of messages by number."""

FILE_TYPES: Final = {
    1: "device",
    2: "settings",
    3: "sport settings",
    4: "activity",
    5: "workout",
    6: "course",
    7: "schedules",
    9: "weight",
    10: "totals",
    11: "goals",
    14: "blood pressure",
    15: "monitoring",
    20: "activity summary",
    28: "monitoring",
    32: "monitoring",
    34: "segment",
    35: "segment list",
    40: "configuration",
}
"""What ``file_id.type`` says a file holds."""
UNLISTED_FILE_TYPES: Final = {
    41: "change log",
    44: "metrics",
    49: "sleep",
    68: "heart-rate variability",
}
"""The same of files that no profile names: Garmin watches keep them in folders of these names."""
ACTIVITY_FILE: Final = 4


@dataclass(frozen=True, slots=True)
class RecordField:
    """A field of the ``record`` message that has no column of its own."""

    name: str
    scale: float = 1.0
    offset: float = 0.0
    unit: str | None = None


RECORD_FIELDS: Final = {
    9: RecordField("grade", 100.0, unit="%"),
    10: RecordField("resistance"),
    11: RecordField("time_from_course", 1000.0, unit="s"),
    12: RecordField("cycle_length", 100.0, unit="m"),
    17: RecordField("speed_1s", 16.0, unit="m/s"),
    18: RecordField("cycles", unit="cycles"),
    19: RecordField("total_cycles", unit="cycles"),
    28: RecordField("compressed_accumulated_power", unit="W"),
    29: RecordField("accumulated_power", unit="W"),
    30: RecordField("left_right_balance"),
    31: RecordField("gps_accuracy", unit="m"),
    32: RecordField("vertical_speed", 1000.0, unit="m/s"),
    33: RecordField("calories", unit="kcal"),
    40: RecordField("stance_time_percent", 100.0, unit="%"),
    42: RecordField("activity_type"),
    43: RecordField("left_torque_effectiveness", 2.0, unit="%"),
    44: RecordField("right_torque_effectiveness", 2.0, unit="%"),
    45: RecordField("left_pedal_smoothness", 2.0, unit="%"),
    46: RecordField("right_pedal_smoothness", 2.0, unit="%"),
    47: RecordField("combined_pedal_smoothness", 2.0, unit="%"),
    48: RecordField("time128", 128.0, unit="s"),
    49: RecordField("stroke_type"),
    50: RecordField("zone"),
    51: RecordField("ball_speed", 100.0, unit="m/s"),
    54: RecordField("total_hemoglobin_conc", 100.0, unit="g/dL"),
    57: RecordField("saturated_hemoglobin_percent", 10.0, unit="%"),
    62: RecordField("device_index"),
    67: RecordField("left_pco", unit="mm"),
    68: RecordField("right_pco", unit="mm"),
    81: RecordField("battery_soc", 2.0, unit="%"),
    82: RecordField("motor_power", unit="W"),
    91: RecordField("absolute_pressure", unit="Pa"),
    92: RecordField("depth", 1000.0, unit="m"),
    99: RecordField("respiration_rate", unit="1/min"),
    108: RecordField("enhanced_respiration_rate", 100.0, unit="1/min"),
    116: RecordField("current_stress", 100.0),
    139: RecordField("core_temperature", 100.0, unit="°C"),
}
"""Further fields of ``record`` that are kept under their name."""

SPORTS: Final = {
    0: "generic",
    1: "running",
    2: "cycling",
    3: "transition",
    4: "fitness_equipment",
    5: "swimming",
    6: "basketball",
    7: "soccer",
    8: "tennis",
    9: "american_football",
    10: "training",
    11: "walking",
    12: "cross_country_skiing",
    13: "alpine_skiing",
    14: "snowboarding",
    15: "rowing",
    16: "mountaineering",
    17: "hiking",
    18: "multisport",
    19: "paddling",
    20: "flying",
    21: "e_biking",
    22: "motorcycling",
    23: "boating",
    24: "driving",
    25: "golf",
    26: "hang_gliding",
    27: "horseback_riding",
    28: "hunting",
    29: "fishing",
    30: "inline_skating",
    31: "rock_climbing",
    32: "sailing",
    33: "ice_skating",
    34: "sky_diving",
    35: "snowshoeing",
    36: "snowmobiling",
    37: "stand_up_paddleboarding",
    38: "surfing",
    39: "wakeboarding",
    40: "water_skiing",
    41: "kayaking",
    42: "rafting",
    43: "windsurfing",
    44: "kitesurfing",
    45: "tactical",
    46: "jumpmaster",
    47: "boxing",
    48: "floor_climbing",
    53: "diving",
    62: "hiit",
    64: "racket",
    65: "wheelchair_push_walk",
    66: "wheelchair_push_run",
}
"""Names of sports by number."""

SUB_SPORTS: Final = {
    0: "generic",
    1: "treadmill",
    2: "street",
    3: "trail",
    4: "track",
    5: "spin",
    6: "indoor_cycling",
    7: "road",
    8: "mountain",
    14: "indoor_rowing",
    15: "elliptical",
    16: "stair_climbing",
    17: "lap_swimming",
    18: "open_water",
    19: "flexibility_training",
    20: "strength_training",
    26: "cardio_training",
    27: "indoor_walking",
    45: "indoor_running",
    58: "virtual_activity",
    59: "obstacle",
    67: "ultra",
}
"""Names of finer sports by number."""

MANUFACTURERS: Final = {
    1: "Garmin",
    6: "SRM",
    13: "Dynastream",
    15: "Dynastream",
    16: "Timex",
    23: "Suunto",
    32: "Wahoo",
    40: "Concept2",
    69: "Stages",
    70: "Sigma",
    71: "TomTom",
    89: "Tacx",
    95: "Stryd",
    123: "Polar",
    258: "Lezyne",
    260: "Zwift",
    265: "Strava",
    267: "Bryton",
    281: "TrainerRoad",
    289: "Hammerhead",
    294: "Coros",
    309: "FORM",
    310: "Decathlon",
    331: "MyWhoosh",
}
"""Names of makers by number."""

DEVELOPMENT: Final = 255
"""What stands for the maker in files of programs that are no maker's."""

LAP_TRIGGERS: Final = {
    0: "manual",
    1: "time",
    2: "distance",
    3: "position_start",
    4: "position_lap",
    5: "position_waypoint",
    6: "position_marked",
    7: "session_end",
    8: "fitness_equipment",
}
"""Why a lap ended."""

INTENSITIES: Final = {
    0: "active",
    1: "rest",
    2: "warmup",
    3: "cooldown",
    4: "recovery",
    5: "interval",
    6: "other",
}
"""How hard a lap or a step is meant to be."""

STEP_DURATIONS: Final = {
    0: "time",
    1: "distance",
    2: "hr_less_than",
    3: "hr_greater_than",
    4: "calories",
    5: "open",
    6: "repeat_until_steps_completed",
    7: "repeat_until_time",
    8: "repeat_until_distance",
    9: "repeat_until_calories",
    10: "repeat_until_hr_less_than",
    11: "repeat_until_hr_greater_than",
    12: "repeat_until_power_less_than",
    13: "repeat_until_power_greater_than",
    14: "power_less_than",
    15: "power_greater_than",
    28: "repetition_time",
    29: "reps",
    31: "time_only",
}
"""What ends a workout step."""
REPEATED_BY_COUNT: Final = "repeat_until_steps_completed"
STEP_DURATION_SCALES: Final = {
    "time": 1000.0,
    "distance": 100.0,
    "repetition_time": 1000.0,
    "time_only": 1000.0,
}
"""What a step's duration is divided by to give [s] or [m]."""

TIMER_EVENT: Final = 0
TIMER_STARTS: Final = frozenset({0})
TIMER_STOPS: Final = frozenset({1, 4, 8, 9})
