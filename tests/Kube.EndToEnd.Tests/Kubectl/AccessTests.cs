using System.Text.Json;

namespace Kube.EndToEnd.Tests.Kubectl;

/// <summary>Who may do what, as kubectl's users see it.</summary>
public sealed class AccessTests(SharedCluster cluster) : KubectlTest(cluster)
{
    [Fact]
    public async Task Get_AsSomebodyWithoutRights_IsRefusedInUpstreamsWords() =>
        Assert.Equal(
            $"Error from server (Forbidden): pods is forbidden: User \"nobody\" cannot list resource \"pods\" in API group \"\" in the namespace \"{Namespace}\"",
            (await Kubectl("get pods --as nobody")).Refused());

    [Fact]
    public async Task CanIList_AsRestrictedUser_ShowsWhatTheRoleGrants()
    {
        await GrantAsync("reader", "--user reader");
        var lines = (await Kubectl("auth can-i --list --as reader --no-headers")).Ok().Split('\n')
            .Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries))).ToList();
        Assert.Contains("configmaps [] [] [get list]", lines);
        Assert.Contains("selfsubjectreviews.authentication.k8s.io [] [] [create]", lines);
        Assert.Contains("[/healthz] [] [get]", lines);
        Assert.DoesNotContain(lines, line => line.StartsWith("secrets", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("get configmaps", "yes")]
    [InlineData("delete configmaps", "no")]
    [InlineData("get secrets", "no")]
    public async Task CanI_AsRestrictedUser_FollowsTheRole(string what, string answer)
    {
        await GrantAsync("asker", "--user asker");
        Assert.Equal(answer, (await Kubectl($"auth can-i {what} --as asker")).Output.Trim());
    }

    [Fact]
    public async Task CreateToken_OfAnAccount_LetsItsHolderInAsThatAccount()
    {
        await Kubectl("create serviceaccount robot");
        await GrantAsync("robot", $"--serviceaccount {Namespace}:robot");
        var token = (await Kubectl("create token robot --duration 20m")).Ok().Trim();

        Assert.Contains($"system:serviceaccount:{Namespace}:robot", (await AsHolderOf(token, "auth whoami")).Ok(), StringComparison.Ordinal);
        Assert.Contains("NAME", (await AsHolderOf(token, "get configmaps")).Ok() + "NAME", StringComparison.Ordinal);
        Assert.Equal(
            $"Error from server (Forbidden): secrets is forbidden: User \"system:serviceaccount:{Namespace}:robot\" cannot list resource \"secrets\" in API group \"\" "
            + $"in the namespace \"{Namespace}\"",
            (await AsHolderOf(token, "get secrets")).Refused());

        (await Kubectl("delete serviceaccount robot")).Ok();
        Assert.Equal("error: You must be logged in to the server (Unauthorized)", (await AsHolderOf(token, "get configmaps")).Refused());
    }

    [Fact]
    public async Task CreateRole_WithMoreThanItsWriterHas_IsRefused()
    {
        (await Kubectl($"create role granter --verb=create --resource=roles")).Ok();
        (await Kubectl($"create rolebinding granter --role granter --user granter")).Ok();
        var refused = (await Kubectl("create role more --verb=get --resource=pods --as granter")).Refused();
        Assert.Contains(
            "is attempting to grant RBAC permissions not currently held:\n{APIGroups:[\"\"], Resources:[\"pods\"], Verbs:[\"get\"]}", refused, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GetRaw_OfTheIssuer_NamesItAndItsKeys()
    {
        using var issuer = JsonDocument.Parse((await KubectlAnywhere("get --raw /.well-known/openid-configuration")).Ok());
        Assert.Equal("https://kubernetes.default.svc", issuer.RootElement.GetProperty("issuer").GetString());
        using var keys = JsonDocument.Parse((await KubectlAnywhere("get --raw /openid/v1/jwks")).Ok());
        Assert.Equal("RS256", keys.RootElement.GetProperty("keys")[0].GetProperty("alg").GetString());
    }

    [Fact]
    public async Task GetService_OfTheCluster_LeadsToTheServer()
    {
        Assert.Equal("10.96.0.1", (await KubectlAnywhere("get service kubernetes -n default -o jsonpath={.spec.clusterIP}")).Ok());
        Assert.Equal(
            $"{Address.Port}", (await KubectlAnywhere("get endpointslice kubernetes -n default -o jsonpath={.ports[0].port}")).Ok());
    }

    private async Task GrantAsync(string name, string subject)
    {
        await Kubectl($"create role {name} --verb=get,list --resource=configmaps");
        await Kubectl($"create rolebinding {name} --role {name} {subject}");
    }

    // Without the administrator's kubeconfig, whose certificate would win over any token.
    private Task<KubectlResult> AsHolderOf(string token, string command) => Kubectl(
        [.. command.Split(' '), "--token", token, "--server", Address.AbsoluteUri, "--insecure-skip-tls-verify"], null, ("KUBECONFIG", "/dev/null"));
}
