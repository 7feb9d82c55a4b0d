"""A CrewAI crew behind Baton's line protocol: an estimator who calculates, and a clerk who writes the letter.

It reads one request from its standard input and answers on its standard output, one JSON object a line. The calculator is
Baton's. With OPENAI_API_KEY in the environment a real model answers; without, the script in `scripted_model.py`.
"""
import itertools
import json
import logging
import os
import sys

# What the libraries print must not come between the lines of the protocol, and nothing is sent anywhere.
protocol = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)
os.environ |= {"CREWAI_DISABLE_TELEMETRY": "true", "OTEL_SDK_DISABLED": "true", "CREWAI_TRACING_ENABLED": "false"}
logging.disable(logging.WARNING)

from crewai import LLM, Agent, Crew, Task
from crewai.tools import tool

import scripted_model

numbers = itertools.count(1)


def say(**message):
    print(json.dumps(message), file=protocol, flush=True)


@tool("calculator")
def calculator(expression: str) -> str:
    """Computes an arithmetic expression exactly, such as 12 * 3.5."""
    identifier = next(numbers)
    say(type="tool", id=identifier, name="calculator", input={"expression": expression})
    while True:
        answer = json.loads(sys.stdin.readline())
        if answer["type"] == "toolResult" and answer["id"] == identifier:
            return str(answer["content"])


def language_model():
    if os.environ.get("OPENAI_API_KEY"):
        return LLM(model=os.environ.get("OPENAI_MODEL", "gpt-4o-mini"), base_url=os.environ.get("OPENAI_BASE_URL"))
    return LLM(model="gpt-4o-mini", base_url=scripted_model.serve(), api_key="none")


def write_offer(request):
    model = language_model()
    estimator = Agent(
        role="Estimator", goal="The exact sum of an offer", backstory="You never calculate in your head.",
        tools=[calculator], llm=model)
    clerk = Agent(
        role="Clerk", goal="Short and friendly letters", backstory="You change no figure that you are given.", llm=model)
    sum_up = Task(
        description=f"Calculate the sum with tax, in euros with two digits: {request}",
        expected_output="The sum alone", agent=estimator)
    write = Task(
        description=f"Write the letter: {request}", expected_output="The letter alone", agent=clerk, context=[sum_up])
    return Crew(agents=[estimator, clerk], tasks=[sum_up, write]).kickoff().raw


request = json.loads(sys.stdin.readline())["input"]["Prompt"]
say(type="log", message=f"asked: {request}")
say(type="result", result={"Output": {"letter": write_offer(request)}})
