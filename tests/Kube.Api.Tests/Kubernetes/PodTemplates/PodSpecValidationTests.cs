using Kube.Api.Kubernetes.Core.Pods;
using Kube.Api.Kubernetes.PodTemplates;
using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Tests.Kubernetes.PodTemplates;

public sealed class PodSpecValidationTests
{
    private const string Label =
        "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character "
        + "(e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";

    /// <summary>What is done to a small valid pod, and every error that follows.</summary>
    private static readonly Dictionary<string, (Action<V1Pod> Change, string[] Errors)> Rules = new()
    {
        ["as it is"] = (_ => { }, []),
        ["no containers"] = (p => p.Spec!.Containers = [], ["spec.containers: Required value"]),
        ["port name twice"] = (
            p => p.First().Ports = [new() { Name = "a", ContainerPort = 1 }, new() { Name = "a", ContainerPort = 2 }],
            ["spec.containers[0].ports[1].name: Duplicate value: \"a\""]),
        ["port too large"] = (
            p => p.First().Ports = [new() { ContainerPort = 70000 }],
            ["spec.containers[0].ports[0].containerPort: Invalid value: 70000: must be between 1 and 65535, inclusive"]),
        ["protocol"] = (
            p => p.First().Ports = [new() { ContainerPort = 1, Protocol = "X" }],
            ["spec.containers[0].ports[0].protocol: Unsupported value: \"X\": supported values: \"SCTP\", \"TCP\", \"UDP\""]),
        ["host port twice"] = (
            p => p.First().Ports = [new() { ContainerPort = 1, HostPort = 9 }, new() { ContainerPort = 2, HostPort = 9 }],
            ["spec.containers[0].ports[1].hostPort: Duplicate value: \"TCP//9\""]),
        ["env without name"] = (p => p.First().Env = [new()], ["spec.containers[0].env[0].name: Required value"]),
        ["env name"] = (
            p => p.First().Env = [new() { Name = "a=b" }],
            ["spec.containers[0].env[0].name: Invalid value: \"a=b\": a valid environment variable name must consist only of printable ASCII characters other than '='"]),
        ["env from nothing"] = (
            p => p.First().Env = [new() { Name = "A", ValueFrom = new() }],
            ["spec.containers[0].env[0].valueFrom: Invalid value: \"\": must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, "
             + "`secretKeyRef` or `fileKeyRef`"]),
        ["env value and source"] = (
            p => p.First().Env = [new() { Name = "A", Value = "x", ValueFrom = new() { FieldRef = new() { FieldPath = "metadata.name" } } }],
            ["spec.containers[0].env[0].valueFrom: Invalid value: \"\": may not be specified when `value` is not empty"]),
        ["env field"] = (
            p => p.First().Env = [new() { Name = "A", ValueFrom = new() { FieldRef = new() { FieldPath = "metadata.nosuch" } } }],
            ["spec.containers[0].env[0].valueFrom.fieldRef.fieldPath: Invalid value: \"metadata.nosuch\": error converting fieldPath: "
             + "field label not supported: metadata.nosuch"]),
        ["env field not for env"] = (
            p => p.First().Env = [new() { Name = "A", ValueFrom = new() { FieldRef = new() { FieldPath = "metadata.labels" } } }],
            ["spec.containers[0].env[0].valueFrom.fieldRef.fieldPath: Unsupported value: \"metadata.labels\": supported values: \"metadata.name\", "
             + "\"metadata.namespace\", \"metadata.uid\", \"spec.nodeName\", \"spec.serviceAccountName\", \"status.hostIP\", \"status.hostIPs\", "
             + "\"status.podIP\", \"status.podIPs\""]),
        ["env divisor"] = (
            p => p.First().Env = [new() { Name = "A", ValueFrom = new() { ResourceFieldRef = new() { Resource = "limits.cpu", Divisor = "2" } } }],
            ["spec.containers[0].env[0].valueFrom.resourceFieldRef.divisor: Invalid value: \"limits.cpu\": only divisor's values 1m and 1 are supported "
             + "with the cpu resource"]),
        ["envFrom nothing"] = (
            p => p.First().EnvFrom = [new()],
            ["spec.containers[0].envFrom: Invalid value: \"\": must specify one of: `configMapRef` or `secretRef`"]),
        ["unknown resource"] = (
            p => p.First().Resources.Limits = new() { ["nosuch"] = "1" },
            ["spec.containers[0].resources.limits[nosuch]: Invalid value: \"nosuch\": must be a standard resource type or fully qualified",
             "spec.containers[0].resources.limits[nosuch]: Invalid value: \"nosuch\": must be a standard resource for containers",
             "spec.containers[0].resources.requests[nosuch]: Invalid value: \"nosuch\": must be a standard resource type or fully qualified",
             "spec.containers[0].resources.requests[nosuch]: Invalid value: \"nosuch\": must be a standard resource for containers"]),
        ["request above limit"] = (
            p => p.First().Resources = new() { Limits = new() { ["cpu"] = "1" }, Requests = new() { ["cpu"] = "2" } },
            ["spec.containers[0].resources.requests: Invalid value: \"2\": must be less than or equal to cpu limit of 1"]),
        ["extended resource without limit"] = (
            p => p.First().Resources.Requests = new() { ["example.com/x"] = "1" },
            ["spec.containers[0].resources.limits: Required value: Limit must be set for non overcommitable resources"]),
        ["huge pages alone"] = (
            p => p.First().Resources.Limits = new() { ["hugepages-2Mi"] = "2Mi" },
            ["spec.containers[0].resources: Forbidden: HugePages require cpu or memory"]),
        ["negative resource"] = (
            p => p.First().Resources.Requests = new() { ["cpu"] = "-1" },
            ["spec.containers[0].resources.requests[cpu]: Invalid value: \"-1\": must be greater than or equal to 0"]),
        ["resource claim unknown"] = (
            p => p.First().Resources.Claims = [new() { Name = "x" }],
            ["spec.containers[0].resources.claims[0]: Not found: \"x\": must be one of the names in pod.spec.resourceClaims which is empty"]),
        ["pod claim without source"] = (
            p => p.Spec!.ResourceClaims = [new() { Name = "x" }],
            ["spec.resourceClaims[0]: Invalid value: {\"Name\":\"x\",\"ResourceClaimName\":null,\"ResourceClaimTemplateName\":null}: "
             + "must specify one of: `resourceClaimName`, `resourceClaimTemplateName`"]),
        ["pull policy"] = (
            p => p.First().ImagePullPolicy = "Nope",
            ["spec.containers[0].imagePullPolicy: Unsupported value: \"Nope\": supported values: \"Always\", \"IfNotPresent\", \"Never\""]),
        ["image with a space"] = (
            p => p.First().Image = " img",
            ["spec.containers[0].image: Invalid value: \" img\": must not have leading or trailing whitespace"]),
        ["restart policy"] = (
            p => p.Spec!.RestartPolicy = "Nope",
            ["spec.restartPolicy: Unsupported value: \"Nope\": supported values: \"Always\", \"OnFailure\", \"Never\""]),
        ["dns policy"] = (
            p => p.Spec!.DnsPolicy = "Nope",
            ["spec.dnsPolicy: Unsupported value: \"Nope\": supported values: \"ClusterFirstWithHostNet\", \"ClusterFirst\", \"Default\", \"None\""]),
        ["dns none"] = (p => p.Spec!.DnsPolicy = "None", ["spec.dnsConfig: Required value: must provide `dnsConfig` when `dnsPolicy` is None"]),
        ["hostname"] = (p => p.Spec!.Hostname = "A_b", [$"spec.hostname: Invalid value: \"A_b\": {Label}"]),
        ["host alias"] = (
            p => p.Spec!.HostAliases = [new() { Ip = "x", Hostnames = ["ok"] }],
            ["spec.hostAliases[0].ip: Invalid value: \"x\": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)"]),
        ["deadline"] = (
            p => p.Spec!.ActiveDeadlineSeconds = 0,
            ["spec.activeDeadlineSeconds: Invalid value: 0: must be between 1 and 2147483647, inclusive"]),
        ["gates twice"] = (
            p => p.Spec!.SchedulingGates = [new() { Name = "a" }, new() { Name = "a" }],
            ["spec.schedulingGates[1]: Duplicate value: \"a\""]),
        ["gated and bound"] = (
            p => (p.Spec!.SchedulingGates, p.Spec.NodeName) = ([new() { Name = "a" }], "n"),
            ["spec.nodeName: Forbidden: cannot be set until all schedulingGates have been cleared"]),
        ["os"] = (p => p.Spec!.Os = new() { Name = "plan9" }, ["spec.os: Unsupported value: \"plan9\": supported values: \"linux\", \"windows\""]),
        ["windows with a group"] = (
            p => (p.Spec!.Os, p.Spec.SecurityContext) = (new() { Name = "windows" }, new() { FsGroup = 1 }),
            ["spec.securityContext.fsGroup: Forbidden: cannot be set for a windows pod"]),
        ["run as user"] = (
            p => p.First().SecurityContext = new() { RunAsUser = -1 },
            ["spec.containers[0].securityContext.runAsUser: Invalid value: -1: must be between 0 and 2147483647, inclusive"]),
        ["seccomp"] = (
            p => p.First().SecurityContext = new() { SeccompProfile = new() { Type = "Localhost" } },
            ["spec.containers[0].securityContext.seccompProfile.localhostProfile: Required value: must be set when seccomp type is Localhost"]),
        ["proc mount"] = (
            p => p.First().SecurityContext = new() { ProcMount = "Unmasked" },
            ["spec.containers[0].securityContext.procMount: Invalid value: \"Unmasked\": `hostUsers` must be false to use `Unmasked`"]),
        ["sysctl of the host's network"] = (
            p => (p.Spec!.HostNetwork, p.Spec.SecurityContext) = (true, new() { Sysctls = [new() { Name = "net.core.somaxconn", Value = "1" }] }),
            ["spec.securityContext.sysctls[0].name: Invalid value: \"net.core.somaxconn\": may not be specified when 'hostNetwork' is true"]),
        ["shared processes"] = (
            p => (p.Spec!.HostPID, p.Spec.ShareProcessNamespace) = (true, true),
            ["spec.securityContext.shareProcessNamespace: Invalid value: true: ShareProcessNamespace and HostPID cannot both be enabled"]),
        ["host network port"] = (
            p => (p.Spec!.HostNetwork, p.First().Ports) = (true, [new() { ContainerPort = 80, HostPort = 81 }]),
            ["spec.containers[0].ports[0].hostPort: Invalid value: 81: must match `containerPort` when `hostNetwork` is true"]),
        ["resize policy"] = (
            p => p.First().ResizePolicy = [new() { ResourceName = "disk", RestartPolicy = "NotRequired" }],
            ["spec.containers[0].resizePolicy: Unsupported value: \"disk\": supported values: \"cpu\", \"memory\""]),
        ["sleep past grace"] = (
            p => p.First().Lifecycle = new() { PreStop = new() { Sleep = new() { Seconds = 31 } } },
            ["spec.containers[0].lifecycle.preStop.sleep: Invalid value: 31: must be non-negative and less than terminationGracePeriodSeconds (30)"]),
        ["ephemeral on create"] = (
            p => p.Spec!.EphemeralContainers = [new() { Name = "e", Image = "i" }],
            ["spec.ephemeralContainers: Forbidden: cannot be set on create"]),
        ["pod resources below the containers'"] = (
            p => (p.Spec!.Resources, p.First().Resources) = (
                new() { Requests = new() { ["cpu"] = "1" } }, new() { Requests = new() { ["cpu"] = "2" } }),
            ["spec.resources.requests[cpu]: Invalid value: \"1\": must be greater than or equal to aggregate container requests of 2"]),
        ["deletion cost"] = (
            p => p.Metadata.Annotations = new() { ["controller.kubernetes.io/pod-deletion-cost"] = "x" },
            ["metadata.annotations[controller.kubernetes.io/pod-deletion-cost]: Invalid value: \"x\": must be a 32bit integer"]),
        ["restart rules without a policy"] = (
            p => p.First().RestartPolicyRules = [new() { Action = "Restart", ExitCodes = new() { Operator = "In", Values = [1] } }],
            ["spec.containers[0].restartPolicy: Required value: must specify restartPolicy when restart rules are used"]),
    };

    public static TheoryData<string> Names => [.. Rules.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Validate_OneRuleBroken_ReportsIt(string name)
    {
        var (change, expected) = Rules[name];
        var pod = PodBuilder.Pod(change);
        PodDefaults.Apply(pod);
        var errors = new FieldErrors();
        PodValidation.Validate(pod, errors, PodValidationOptions.NewPod);
        PodValidation.ValidateNew(pod, errors);
        Assert.Equal(expected, errors.Select(error => error.ToString()));
    }

    [Fact]
    public void Validate_TemplateWithoutHostPort_IsFine()
    {
        var template = new V1PodTemplateSpec
        {
            Spec = new() { HostNetwork = true, Containers = [new() { Name = "c", Image = "i", Ports = [new() { ContainerPort = 80 }] }] },
        };
        PodTemplateDefaults.Apply(template);
        var errors = new FieldErrors();
        PodTemplateValidation.Validate(template, FieldPath.Root("template"), errors);
        Assert.Empty(errors);
    }
}
