using System.Diagnostics;
using Kube.Api.Authentication;
using Kube.Api.Authorization;
using Kube.Api.Authorization.Rbac;
using Kube.Api.Client;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Api.Requests;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Kube.Api.Tests.Authorization.Rbac;

public sealed class RbacAuthorizerTests : IAsyncLifetime
{
    private const string Rbac = "rbac.authorization.k8s.io";
    private static readonly UserInfo s_bob = new("bob", groups: ["team", UserNames.AuthenticatedGroup]);
    private readonly ApiUnderTest _api = new(api => api.AddRbac());

    public async ValueTask InitializeAsync()
    {
        foreach (var hosted in _api.Get<IEnumerable<IHostedService>>()) await hosted.StartAsync(ApiUnderTest.Cancel);
        await _api.AddNamespacesAsync("one", "two");
    }

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task Authorize_RoleBoundInNamespace_AllowsThereAlone()
    {
        await GrantAsync("one", """{"verbs":["get"],"apiGroups":[""],"resources":["configmaps"]}""");
        Assert.True((await AskAsync("get", "one", "configmaps")).IsAllowed);
        Assert.False((await AskAsync("get", "two", "configmaps")).IsAllowed);
        Assert.False((await AskAsync("get", "", "configmaps")).IsAllowed);
        Assert.False((await AskAsync("list", "one", "configmaps")).IsAllowed);
    }

    [Fact]
    public async Task Authorize_BindingDeleted_ForbidsTheNextRequest()
    {
        await GrantAsync("one", """{"verbs":["*"],"apiGroups":["*"],"resources":["*"]}""");
        Assert.True((await AskAsync("delete", "one", "pods")).IsAllowed);
        await _api.Client.For<V1RoleBinding>().DeleteAsync(new("one", "granted"), new(), ApiUnderTest.Cancel);
        Assert.False((await AskAsync("delete", "one", "pods")).IsAllowed);
    }

    [Theory]
    [InlineData("pods", "log", true)]
    [InlineData("replicasets", "scale", true)]
    [InlineData("pods", "", false)]
    [InlineData("pods", "logs", false)]
    [InlineData("xpods", "log", false)]
    public async Task Authorize_Subresource_FollowsItsOwnRule(string resource, string subresource, bool expected)
    {
        await GrantAsync("one", """{"verbs":["get"],"apiGroups":[""],"resources":["pods/log","*/scale"]}""");
        var decision = await AskAsync(new AuthorizationAttributes { User = s_bob, Verb = "get", Resource = resource, Subresource = subresource, Namespace = "one" });
        Assert.Equal(expected, decision.IsAllowed);
    }

    [Fact]
    public async Task Authorize_NamesInRule_AllowOnlyThose()
    {
        await GrantAsync("one", """{"verbs":["get"],"apiGroups":[""],"resources":["secrets"],"resourceNames":["a"]}""");
        Assert.True((await AskAsync("get", "one", "secrets", "a")).IsAllowed);
        Assert.False((await AskAsync("get", "one", "secrets", "b")).IsAllowed);
        Assert.False((await AskAsync("get", "one", "secrets")).IsAllowed);
    }

    [Fact]
    public async Task Authorize_RoleMissing_SaysSo()
    {
        await _api.CreateAsync(
            "rolebindings", "one",
            """{"metadata":{"name":"b"},"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"Role","name":"gone"},"subjects":[{"kind":"User","name":"bob"}]}""",
            group: Rbac);
        Assert.Equal("RBAC: role.rbac.authorization.k8s.io \"gone\" not found", (await AskAsync("get", "one", "pods")).Reason);
    }

    [Fact]
    public async Task Authorize_Allowed_NamesTheBinding()
    {
        await GrantAsync("one", """{"verbs":["get"],"apiGroups":[""],"resources":["pods"]}""");
        Assert.Equal("""RBAC: allowed by RoleBinding "granted/one" of Role "granted" to User "bob" """.Trim(), (await AskAsync("get", "one", "pods")).Reason);
    }

    [Theory]
    [InlineData("/healthz", true)]
    [InlineData("/version", true)]
    [InlineData("/apis", false)]
    [InlineData("/metrics", false)]
    public async Task Authorize_Anonymous_SeesOnlyPublicPaths(string path, bool expected) =>
        Assert.Equal(expected, (await AskAsync(new AuthorizationAttributes { User = UserInfo.Anonymous, Verb = "get", Path = path })).IsAllowed);

    [Fact]
    public async Task Authorize_PathPattern_CoversWhatIsBelow() =>
        Assert.True((await AskAsync(new AuthorizationAttributes { User = s_bob, Verb = "get", Path = "/apis/apps/v1" })).IsAllowed);

    [Fact]
    public async Task Create_RoleWithMoreThanItsWriterHas_IsForbiddenInUpstreamsWords()
    {
        await GrantAsync("one", $$"""{"verbs":["create","bind"],"apiGroups":["{{Rbac}}"],"resources":["roles"]}""");
        var bob = _api.Get<IKubeClientFactory>().Create(s_bob, "tests");
        var role = new V1Role
        {
            Metadata = new V1ObjectMeta { Namespace = "one", Name = "more" },
            Rules = [new V1PolicyRule { Verbs = ["get", "list"], ApiGroups = [""], Resources = ["pods"] }],
        };
        var refused = await Assert.ThrowsAsync<ForbiddenException>(() => bob.For<V1Role>().CreateAsync(role, WriteOptions.Default, ApiUnderTest.Cancel).AsTask());
        Assert.Equal(
            """
            roles.rbac.authorization.k8s.io "more" is forbidden: user "bob" (groups=["team" "system:authenticated"]) is attempting to grant RBAC permissions not currently held:
            {APIGroups:[""], Resources:["pods"], Verbs:["get" "list"]}
            """,
            refused.Message);
    }

    [Fact]
    public async Task Bootstrap_DefaultRoleThatLostARule_GetsItBackAndKeepsWhatWasAdded()
    {
        var roles = _api.Client.For<V1ClusterRole>();
        var role = await roles.GetAsync(new("", "system:basic-user"), ApiUnderTest.Cancel);
        role.Rules = [new V1PolicyRule { Verbs = ["get"], ApiGroups = [""], Resources = ["pods"] }, role.Rules![1]];
        await roles.UpdateAsync(role, WriteOptions.Default, ApiUnderTest.Cancel);

        foreach (var hosted in _api.Get<IEnumerable<IHostedService>>()) await hosted.StartAsync(ApiUnderTest.Cancel);

        var kept = await roles.GetAsync(new("", "system:basic-user"), ApiUnderTest.Cancel);
        Assert.Contains(kept.Rules!, rule => rule.Resources is ["pods"]);
        Assert.True((await AskAsync(new AuthorizationAttributes
        {
            User = s_bob, Verb = "create", Group = "authorization.k8s.io", Resource = "selfsubjectrulesreviews",
        })).IsAllowed);
    }

    [Fact]
    public async Task Authorize_DefaultPolicy_CostsLittle()
    {
        var authorizer = _api.Get<IAuthorizer>();
        var asked = new AuthorizationAttributes { User = new UserInfo("system:kube-scheduler", groups: [UserNames.AuthenticatedGroup]), Verb = "get", Resource = "pods", Namespace = "one", Name = "p" };
        Assert.True((await authorizer.AuthorizeAsync(asked, ApiUnderTest.Cancel)).IsAllowed);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++) Assert.True((await authorizer.AuthorizeAsync(asked, ApiUnderTest.Cancel)).IsAllowed);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1000);

        var started = Stopwatch.GetTimestamp();
        for (var i = 0; i < 100_000; i++) await authorizer.AuthorizeAsync(asked, ApiUnderTest.Cancel);
        TestContext.Current.TestOutputHelper?.WriteLine($"{Stopwatch.GetElapsedTime(started).TotalNanoseconds / 100_000:0} ns a decision");
    }

    private async Task GrantAsync(string ns, string rule)
    {
        await _api.CreateAsync("roles", ns, $$"""{"metadata":{"name":"granted"},"rules":[{{rule}}]}""", group: Rbac);
        await _api.CreateAsync(
            "rolebindings", ns,
            """{"metadata":{"name":"granted"},"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"Role","name":"granted"},"subjects":[{"kind":"User","name":"bob"}]}""",
            group: Rbac);
    }

    private ValueTask<AuthorizationDecision> AskAsync(string verb, string ns, string resource, string name = "") =>
        AskAsync(new AuthorizationAttributes { User = s_bob, Verb = verb, Resource = resource, Namespace = ns, Name = name });

    private ValueTask<AuthorizationDecision> AskAsync(AuthorizationAttributes attributes) => _api.Get<IAuthorizer>().AuthorizeAsync(attributes, ApiUnderTest.Cancel);
}
