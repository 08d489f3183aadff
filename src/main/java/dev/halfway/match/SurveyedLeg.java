package dev.halfway.match;

/** What the survey keeps with a leg. */
record SurveyedLeg(Leg leg, Route route, Talk talk, TcpAnswers state) {}
