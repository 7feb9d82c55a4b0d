# The AWS CLI commands of AWS's "Getting started with AWS Step Functions using the AWS CLI", as they stand there, with the
# endpoint in AWS_ENDPOINT_URL_SFN or --endpoint-url, and without those for IAM.
# Needs ROLE_ARN; the definitions are in hello-world.json, updated-hello-world.json and sentiment-hello-world.json.
set -eu

aws stepfunctions create-state-machine \
  --name MyFirstStateMachine \
  --definition file://hello-world.json \
  --role-arn $ROLE_ARN \
  --type STANDARD

STATE_MACHINE_ARN=$(aws stepfunctions list-state-machines \
  --query "stateMachines[?name=='MyFirstStateMachine'].stateMachineArn" \
  --output text)

aws stepfunctions start-execution \
  --state-machine-arn $STATE_MACHINE_ARN \
  --name hello001

EXECUTION_ARN=$(aws stepfunctions list-executions \
  --state-machine-arn $STATE_MACHINE_ARN \
  --query "executions[?name=='hello001'].executionArn" \
  --output text)
sleep 1
aws stepfunctions describe-execution \
  --execution-arn $EXECUTION_ARN >first.json

aws stepfunctions update-state-machine \
  --state-machine-arn $STATE_MACHINE_ARN \
  --definition file://updated-hello-world.json \
  --role-arn $ROLE_ARN

cat > input.json << 'EOF'
{
  "wait": 5,
  "hello_world": true
}
EOF

aws stepfunctions start-execution \
  --state-machine-arn $STATE_MACHINE_ARN \
  --name hello002 \
  --input file://input.json

EXECUTION2_ARN=$(aws stepfunctions list-executions \
  --state-machine-arn $STATE_MACHINE_ARN \
  --query "executions[?name=='hello002'].executionArn" \
  --output text)
sleep 1
aws stepfunctions describe-execution \
  --execution-arn $EXECUTION2_ARN >second.json

aws stepfunctions update-state-machine \
  --state-machine-arn $STATE_MACHINE_ARN \
  --definition file://sentiment-hello-world.json \
  --role-arn $ROLE_ARN

cat > sentiment-input.json << 'EOF'
{
  "hello_world": false,
  "wait": 5,
  "feedback_comment": "This is a challenge!"
}
EOF

aws stepfunctions start-execution \
  --state-machine-arn $STATE_MACHINE_ARN \
  --name hello003 \
  --input file://sentiment-input.json

EXECUTION3_ARN=$(aws stepfunctions list-executions \
  --state-machine-arn $STATE_MACHINE_ARN \
  --query "executions[?name=='hello003'].executionArn" \
  --output text)
sleep 1
aws stepfunctions describe-execution \
  --execution-arn $EXECUTION3_ARN >third.json

aws stepfunctions delete-state-machine \
  --state-machine-arn $STATE_MACHINE_ARN
