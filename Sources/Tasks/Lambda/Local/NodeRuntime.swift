/// The program that runs a JavaScript handler in a worker process.
///
/// It is given on the command line (`node -e`); the handler's folder is the working directory.
enum NodeRuntime {
    static let source = #"""
        "use strict";
        const net = require("node:net");
        const path = require("node:path");
        const url = require("node:url");

        const wanted = JSON.parse(process.argv[1]);
        const connection = new net.Socket({ fd: 3, readable: true, writable: true });
        let current = null;
        let handler = null;
        let pending = Buffer.alloc(0);

        function send(kind, payload) {
          const body = Buffer.from(payload, "utf8");
          const head = Buffer.alloc(5);
          head.writeUInt32BE(body.length + 1, 0);
          head.writeUInt8(kind.charCodeAt(0), 4);
          connection.write(Buffer.concat([head, body]));
        }

        function failure(error, type) {
          if (error instanceof Error) {
            const trace = (error.stack || "").split("\n");
            return JSON.stringify({ errorType: type || error.name || "Error", errorMessage: error.message, trace });
          }
          return JSON.stringify({ errorType: type || typeof error, errorMessage: String(error), trace: [] });
        }

        function finish(call, kind, payload) {
          if (current !== call) return;
          current = null;
          connection.ref();
          send(kind, payload);
        }

        function succeed(call, value) {
          let text;
          try {
            text = JSON.stringify(value === undefined ? null : value);
            if (text === undefined) text = "null";
          } catch (error) {
            return finish(call, "E", failure(new Error("Unable to stringify response body: " + error.message)));
          }
          finish(call, "M", text);
        }

        const fail = (call, error) => finish(call, "E", failure(error === null || error === undefined ? new Error("null") : error));

        function contextOf(call) {
          const done = (error, value) => (error ? fail(call, error) : succeed(call, value));
          return {
            awsRequestId: call.requestId,
            invokedFunctionArn: call.arn,
            functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
            functionVersion: process.env.AWS_LAMBDA_FUNCTION_VERSION,
            memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
            logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
            logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
            clientContext: call.clientContext ?? undefined,
            identity: undefined,
            callbackWaitsForEmptyEventLoop: true,
            getRemainingTimeInMillis: () => Math.max(0, call.deadlineMs - Date.now()),
            done,
            fail: (error) => done(error || new Error("null")),
            succeed: (value) => done(null, value),
          };
        }

        function invoke(call) {
          current = call;
          // With nothing left to wait for, the handler will never answer: 'beforeExit' notices.
          connection.unref();
          const callback = (error, value) => (error ? fail(call, error) : succeed(call, value));
          try {
            const result = handler(call.event, contextOf(call), callback);
            if (result && typeof result.then === "function") {
              result.then((value) => succeed(call, value), (error) => fail(call, error));
            }
          } catch (error) {
            fail(call, error);
          }
        }

        process.on("beforeExit", () => { if (current) succeed(current, null); });
        process.on("unhandledRejection", (reason) => {
          const error = reason instanceof Error ? reason : new Error(String(reason));
          const wrapped = new Error(String(reason));
          wrapped.stack = error.stack;
          if (current) finish(current, "E", failure(wrapped, "Runtime.UnhandledPromiseRejection"));
          connection.end(() => process.exit(128));
        });
        process.on("uncaughtException", (error) => {
          if (current) finish(current, "E", failure(error, "Runtime.UnhandledException"));
          connection.end(() => process.exit(129));
        });

        connection.on("data", (bytes) => {
          pending = pending.length ? Buffer.concat([pending, bytes]) : bytes;
          while (pending.length >= 4) {
            const length = pending.readUInt32BE(0);
            if (pending.length < 4 + length) break;
            const call = JSON.parse(pending.toString("utf8", 5, 4 + length));
            pending = pending.subarray(4 + length);
            invoke(call);
          }
        });
        connection.on("end", () => process.exit(0));
        connection.on("error", () => process.exit(0));

        async function load() {
          const file = path.resolve(wanted.file);
          let module;
          try {
            module = await import(url.pathToFileURL(file).href);
          } catch (error) {
            const type = error instanceof SyntaxError ? "Runtime.UserCodeSyntaxError"
              : error && error.code === "ERR_MODULE_NOT_FOUND" || error && error.code === "MODULE_NOT_FOUND"
                ? "Runtime.ImportModuleError" : undefined;
            return send("E", failure(error, type));
          }
          for (const name of wanted.functions) {
            const found = module[name] ?? (module.default && module.default[name]);
            if (typeof found === "function") {
              handler = found;
              return send("R", "");
            }
          }
          const names = wanted.functions.map((name) => wanted.module + "." + name).join(" or ");
          send("E", JSON.stringify({
            errorType: "Runtime.HandlerNotFound", errorMessage: names + " is undefined or not exported", trace: [],
          }));
        }
        load();
        """#
}
