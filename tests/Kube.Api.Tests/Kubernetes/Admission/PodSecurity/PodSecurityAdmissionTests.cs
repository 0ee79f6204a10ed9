using Kube.Api.Errors;
using Kube.Api.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Kube.Api.Tests.Kubernetes.Admission.PodSecurity;

public sealed class PodSecurityAdmissionTests : IAsyncLifetime
{
    private readonly ApiUnderTest _api = new(static api => api.AddKubernetesAdmission());

    public async ValueTask InitializeAsync()
    {
        await _api.CreateAsync("namespaces", "", """{"metadata":{"name":"strict","labels":{"pod-security.kubernetes.io/enforce":"restricted"}}}""");
        await _api.CreateAsync("namespaces", "", """{"metadata":{"name":"loose"}}""");
        foreach (var ns in (string[])["strict", "loose"]) await _api.CreateAsync("serviceaccounts", ns, """{"metadata":{"name":"default"}}""");
    }

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task Create_PlainPodInRestrictedNamespace_IsToldEverythingThatIsMissing()
    {
        var refused = await Assert.ThrowsAsync<ForbiddenException>(() => _api.CreateAsync("pods", "strict", Pod("")));
        Assert.Equal(
            "pods \"p\" is forbidden: violates PodSecurity \"restricted:latest\": allowPrivilegeEscalation != false (container \"c\" must set "
            + "securityContext.allowPrivilegeEscalation=false), unrestricted capabilities (container \"c\" must set securityContext.capabilities.drop=[\"ALL\"]), "
            + "runAsNonRoot != true (pod or container \"c\" must set securityContext.runAsNonRoot=true), seccompProfile (pod or container \"c\" must set "
            + "securityContext.seccompProfile.type to \"RuntimeDefault\" or \"Localhost\")",
            refused.Message);
        await _api.CreateAsync("pods", "loose", Pod(""));
    }

    [Fact]
    public async Task Create_PodThatGivesUpItsRights_IsLetIn() => await _api.CreateAsync("pods", "strict", Pod(
        ""","securityContext":{"allowPrivilegeEscalation":false,"runAsNonRoot":true,"capabilities":{"drop":["ALL"]},"seccompProfile":{"type":"RuntimeDefault"}}"""));

    [Theory]
    [InlineData("nope")]
    [InlineData("")]
    public async Task Update_NamespaceWithUnknownLevel_IsRefused(string level)
    {
        var refused = await Assert.ThrowsAsync<InvalidException>(() => _api.PatchAsync(
            "namespaces", "", "loose", """{"metadata":{"labels":{"pod-security.kubernetes.io/warn":"LEVEL"}}}""".Replace("LEVEL", level, StringComparison.Ordinal)));
        Assert.Contains("must be one of privileged, baseline, restricted", refused.Message, StringComparison.Ordinal);
    }

    private static string Pod(string more) => """{"metadata":{"name":"p"},"spec":{"containers":[{"name":"c","image":"i"MORE}]}}""".Replace("MORE", more, StringComparison.Ordinal);
}
