// What every page has: parts that come by themselves (htmx), and short messages.
import "../styles/base.css";
import "../styles/activity.css";
import "../styles/timeline.css";
import "../styles/imports.css";
import "../styles/plan.css";
import "../styles/today.css";
import "../styles/progress.css";
import "../styles/evidence.css";
import "../styles/knowledge.css";
import "../styles/settings.css";
import "htmx.org";
import "../parts/silence";
