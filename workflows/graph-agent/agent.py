"""A LangGraph agent behind Baton's line protocol.

It reads one request from its standard input and answers on its standard output, one JSON object a line. Tools that it calls
are Baton's. With OPENAI_API_KEY and `pip install langchain-openai` a real model answers; without, a scripted one.
"""
import itertools
import json
import os
import re
import sys

from langchain_core.language_models.fake_chat_models import GenericFakeChatModel
from langchain_core.messages import AIMessage, HumanMessage, ToolMessage
from langgraph.graph import END, START, MessagesState, StateGraph

numbers = itertools.count(1)


def say(**message):
    print(json.dumps(message), flush=True)


def call_tool(name, arguments):
    """Has Baton call a tool and waits for what it gives."""
    identifier = next(numbers)
    say(type="tool", id=identifier, name=name, input=arguments)
    while True:
        answer = json.loads(sys.stdin.readline())
        if answer["type"] == "toolResult" and answer["id"] == identifier:
            return answer["content"] if isinstance(answer["content"], str) else json.dumps(answer["content"])


def scripted_model(prompt):
    """Does the sum of a question such as 'What is 17 * 3?' with the calculator."""
    expression = re.search(r"[\d(][\d\s.+*/()-]*", prompt).group().strip()
    call = {"name": "calculator", "args": {"expression": expression}, "id": "call-1"}

    def answers():
        yield AIMessage(content="", tool_calls=[call])
        yield AIMessage(content=f"{expression} is what the calculator says.")

    return GenericFakeChatModel(messages=answers())


def real_model():
    from langchain_openai import ChatOpenAI

    calculator = {
        "type": "function",
        "function": {
            "name": "calculator",
            "description": "Computes an arithmetic expression.",
            "parameters": {
                "type": "object",
                "properties": {"expression": {"type": "string"}},
                "required": ["expression"],
            },
        },
    }
    return ChatOpenAI(model=os.environ.get("OPENAI_MODEL", "gpt-4o-mini")).bind_tools([calculator])


def build(model):
    def think(state):
        say(type="heartbeat")
        return {"messages": [model.invoke(state["messages"])]}

    def act(state):
        results = []
        for call in state["messages"][-1].tool_calls:
            content = call_tool(call["name"], call["args"])
            results.append(ToolMessage(content=content, tool_call_id=call["id"]))
        return {"messages": results}

    graph = StateGraph(MessagesState)
    graph.add_node("think", think)
    graph.add_node("act", act)
    graph.add_edge(START, "think")
    graph.add_conditional_edges("think", lambda state: "act" if state["messages"][-1].tool_calls else END)
    graph.add_edge("act", "think")
    return graph.compile()


request = json.loads(sys.stdin.readline())["input"]
prompt = request["Prompt"]
model = real_model() if os.environ.get("OPENAI_API_KEY") else scripted_model(prompt)
say(type="log", message=f"asked: {prompt}")
messages = build(model).invoke({"messages": [HumanMessage(content=prompt)]})["messages"]
results = [message.content for message in messages if isinstance(message, ToolMessage)]
say(type="result", result={"Text": messages[-1].content, "Output": {"results": results}})
