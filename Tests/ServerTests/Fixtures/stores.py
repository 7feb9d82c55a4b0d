"""Uses the built-in stores with the AWS SDK for Python; prints 'ok', or 'skip' where that is not installed."""
import sys

try:
    import boto3
    from botocore.exceptions import ClientError
except ImportError:
    print("skip")
    sys.exit()


def client(name):
    return boto3.client(name, endpoint_url=sys.argv[1], region_name="us-east-1", aws_access_key_id="test",
                        aws_secret_access_key="test")


s3 = client("s3")
s3.create_bucket(Bucket="data")
assert [b["Name"] for b in s3.list_buckets()["Buckets"]] == ["data"]
s3.put_object(Bucket="data", Key="2026/a b&c.csv", Body=b"x,y\n1,2\n", ContentType="text/csv", Metadata={"by": "me"})
s3.copy_object(Bucket="data", Key="copy.csv", CopySource={"Bucket": "data", "Key": "2026/a b&c.csv"})
answer = s3.get_object(Bucket="data", Key="2026/a b&c.csv")
assert answer["Body"].read() == b"x,y\n1,2\n" and answer["ContentType"] == "text/csv" and answer["Metadata"] == {"by": "me"}
assert s3.head_object(Bucket="data", Key="copy.csv")["ContentLength"] == 8
assert [o["Key"] for o in s3.list_objects_v2(Bucket="data", Prefix="2026/")["Contents"]] == ["2026/a b&c.csv"]
s3.delete_object(Bucket="data", Key="copy.csv")
for call, code in ((lambda: s3.get_object(Bucket="data", Key="copy.csv"), "NoSuchKey"),
                   (lambda: s3.list_objects_v2(Bucket="none"), "NoSuchBucket")):
    try:
        call()
        raise AssertionError(code)
    except ClientError as error:
        assert error.response["Error"]["Code"] == code, error

dynamodb = client("dynamodb")
dynamodb.create_table(TableName="orders", KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
                      AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}], BillingMode="PAY_PER_REQUEST")
dynamodb.get_waiter("table_exists").wait(TableName="orders")
dynamodb.put_item(TableName="orders", Item={"id": {"S": "o-1"}, "n": {"N": "1.50"}})
assert dynamodb.get_item(TableName="orders", Key={"id": {"S": "o-1"}})["Item"] == {"id": {"S": "o-1"}, "n": {"N": "1.5"}}
try:
    dynamodb.get_item(TableName="none", Key={"id": {"S": "o-1"}})
    raise AssertionError("none")
except dynamodb.exceptions.ResourceNotFoundException:
    pass
print("ok")
