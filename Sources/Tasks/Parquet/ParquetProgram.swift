/// The program that reads Parquet files in a worker process (`python3 -c`): eight bytes with the most rows that are wanted,
/// then the file; back comes an array of objects as JSON.
enum ParquetProgram {
    static let source = #"""
        import base64, datetime, decimal, io, json, math, os, socket, struct

        connection = socket.socket(fileno=3)


        def receive(count):
            parts = bytearray()
            while len(parts) < count:
                part = connection.recv(min(count - len(parts), 1 << 20))
                if not part:
                    os._exit(0)
                parts += part
            return bytes(parts)


        def send(kind, payload):
            connection.sendall(struct.pack(">IB", len(payload) + 1, ord(kind)) + payload)


        def plain(value):
            if isinstance(value, dict):
                return {str(name): plain(member) for name, member in value.items()}
            if isinstance(value, (list, tuple)):
                return [plain(element) for element in value]
            if isinstance(value, float):
                return value if math.isfinite(value) else None
            if isinstance(value, decimal.Decimal):
                return int(value) if value == value.to_integral_value() else float(value)
            if isinstance(value, (datetime.datetime, datetime.date, datetime.time)):
                return value.isoformat()
            if isinstance(value, datetime.timedelta):
                return value.total_seconds()
            if isinstance(value, bytes):
                try:
                    return value.decode("utf-8")
                except UnicodeDecodeError:
                    return base64.b64encode(value).decode()
            return value


        try:
            import pyarrow.parquet
        except ImportError as error:
            send("E", ("Python 3 with the package pyarrow is needed (%s); install it with 'python3 -m pip install pyarrow'"
                       % error).encode())
            os._exit(0)
        send("R", b"")

        while True:
            length, = struct.unpack(">I", receive(4))
            message = receive(length)[1:]
            limit, = struct.unpack(">Q", message[:8])
            try:
                rows = []
                for batch in pyarrow.parquet.ParquetFile(io.BytesIO(message[8:])).iter_batches(1000):
                    rows += [plain(row) for row in batch.slice(0, min(batch.num_rows, limit - len(rows))).to_pylist()]
                    if len(rows) >= limit:
                        break
                send("M", json.dumps(rows, ensure_ascii=False, default=str).encode("utf-8", "replace"))
            except Exception as error:
                send("E", str(error).encode("utf-8", "replace"))
        """#
}
