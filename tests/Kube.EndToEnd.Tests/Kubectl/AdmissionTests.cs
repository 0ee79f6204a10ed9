using Kube.Tests.Shared;

namespace Kube.EndToEnd.Tests.Kubectl;

/// <summary>What the server changes or refuses by what the cluster's administrator has said.</summary>
public sealed class AdmissionTests(SharedCluster cluster) : KubectlTest(cluster)
{
    private const string Policy =
        """
        apiVersion: admissionregistration.k8s.io/v1
        kind: ValidatingAdmissionPolicy
        metadata: {name: few-entries}
        spec:
          failurePolicy: Fail
          matchConstraints: {resourceRules: [{apiGroups: [""], apiVersions: [v1], operations: [CREATE, UPDATE], resources: [configmaps]}]}
          validations:
          - expression: "!has(object.data) || object.data.size() <= params.data.most.size()"
            messageExpression: "'too many entries in ' + object.metadata.name"
          paramKind: {apiVersion: v1, kind: ConfigMap}
        ---
        apiVersion: admissionregistration.k8s.io/v1
        kind: ValidatingAdmissionPolicyBinding
        metadata: {name: few-entries}
        spec:
          policyName: few-entries
          validationActions: [Deny]
          paramRef: {name: limit, parameterNotFoundAction: Allow}
          matchResources: {namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: admissiontests}}}
        """;

    private const string Pod =
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: plain}
        spec: {containers: [{name: c, image: i}]}
        """;

    [Fact]
    public async Task Policy_WithAParameter_RefusesWhatItSays()
    {
        (await Kubectl("create configmap limit --from-literal=most=aa")).Ok();
        (await Kubectl(["apply", "-f", "-"], Policy)).Ok();
        string[] create = ["create", "configmap", "many", "--from-literal=a=1", "--from-literal=b=1", "--from-literal=c=1", "--dry-run=server"];
        // A policy counts from when the server has seen it.
        var refused = await Waiting.UntilAsync(() => Kubectl(create), static made => made.ExitCode != 0, static made => "the policy refuses nothing: " + made.Output);
        Assert.Equal(
            "error: failed to create configmap: configmaps \"many\" is forbidden: ValidatingAdmissionPolicy 'few-entries' with binding 'few-entries' denied request: too many entries in many",
            refused.Refused());
        (await Kubectl("create configmap few --from-literal=a=1")).Ok();
        (await KubectlAnywhere("delete validatingadmissionpolicy,validatingadmissionpolicybinding few-entries")).Ok();
    }

    [Fact]
    public async Task Quota_OfSecrets_IsExact()
    {
        (await Kubectl("create quota few --hard=count/secrets=1")).Ok();
        // What the quota controller writes; none runs here.
        (await Kubectl(["patch", "quota", "few", "--subresource=status", "--type=merge", "-p", """{"status":{"hard":{"count/secrets":"1"},"used":{"count/secrets":"0"}}}"""])).Ok();

        (await Kubectl("create secret generic first")).Ok();
        Assert.Equal(
            "error: failed to create secret secrets \"second\" is forbidden: exceeded quota: few, requested: count/secrets=1, used: count/secrets=1, limited: count/secrets=1",
            (await Kubectl("create secret generic second")).Refused());
        Assert.Contains("count/secrets  1     1", (await Kubectl("describe quota few")).Ok(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task LimitRangeAndPodSecurity_FillInAndRefuse()
    {
        const string Own = "admissiontests-pods";
        (await KubectlAnywhere($"create namespace {Own}")).Ok();
        (await KubectlAnywhere($"create serviceaccount default -n {Own}")).Ok();
        (await KubectlAnywhere("apply -f -", $$"""
            apiVersion: v1
            kind: LimitRange
            metadata: {name: sizes, namespace: {{Own}} }
            spec: {limits: [{type: Container, max: {cpu: 500m}, default: {cpu: 200m, memory: 64Mi}, defaultRequest: {cpu: 100m} }]}
            """)).Ok();

        (await KubectlAnywhere($"create -n {Own} -f -", Pod)).Ok();
        Assert.Equal(
            """{"limits":{"cpu":"200m","memory":"64Mi"},"requests":{"cpu":"100m","memory":"64Mi"}}""",
            (await KubectlAnywhere($"get pod plain -n {Own} -o jsonpath={{.spec.containers[0].resources}}")).Ok());
        Assert.Equal(
            "Error from server (Forbidden): error when creating \"STDIN\": pods \"plain\" is forbidden: maximum cpu usage per Container is 500m, but limit is 2",
            (await KubectlAnywhere($"create -n {Own} -f -", Pod.Replace("image: i}", "image: i, resources: {limits: {cpu: 2}}}", StringComparison.Ordinal))).Refused());

        var labelled = await KubectlAnywhere($"label namespace {Own} pod-security.kubernetes.io/enforce=restricted");
        Assert.Contains("Warning: existing pods in namespace \"admissiontests-pods\" violate the new PodSecurity enforce level \"restricted:latest\"", labelled.Error, StringComparison.Ordinal);
        Assert.Contains(
            "pods \"plain\" is forbidden: violates PodSecurity \"restricted:latest\": allowPrivilegeEscalation != false (container \"c\" must set securityContext.allowPrivilegeEscalation=false), "
            + "unrestricted capabilities (container \"c\" must set securityContext.capabilities.drop=[\"ALL\"]), runAsNonRoot != true "
            + "(pod or container \"c\" must set securityContext.runAsNonRoot=true), seccompProfile (pod or container \"c\" must set securityContext.seccompProfile.type to \"RuntimeDefault\" or \"Localhost\")",
            (await KubectlAnywhere($"create -n {Own} --dry-run=server -f -", Pod)).Refused(), StringComparison.Ordinal);
        (await KubectlAnywhere($"delete namespace {Own} --wait=false")).Ok();
    }

    /// <summary>Requests are told apart and counted under upstream's names.</summary>
    [Fact]
    public async Task FlowControl_OfTheServer_IsListedAndMeasured()
    {
        Assert.Contains("catch-all", (await KubectlAnywhere("get flowschemas")).Ok(), StringComparison.Ordinal);
        Assert.Contains("workload-low", (await KubectlAnywhere("get prioritylevelconfigurations")).Ok(), StringComparison.Ordinal);
        Assert.Contains("apiserver_flowcontrol_dispatched_requests_total{flow_schema=\"exempt\",priority_level=\"exempt\"}", (await KubectlAnywhere("get --raw /metrics")).Ok(), StringComparison.Ordinal);
    }
}
