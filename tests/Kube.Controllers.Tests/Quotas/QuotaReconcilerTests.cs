using Kube.Api.Client;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Api.Requests;
using Kube.Controllers.Quotas;
using Kube.Controllers.ServiceAccounts;
using Kube.Testing.Cluster;
using static Kube.Controllers.Tests.ClusterObjects;

namespace Kube.Controllers.Tests.Quotas;

public sealed class QuotaReconcilerTests
{
    [Fact]
    public async Task Quota_IsCreated_StatusSaysWhatIsUsed()
    {
        await using var cluster = await StartQuotasAsync();
        await cluster.AddAsync(Sized("one"));
        await cluster.AddAsync(Map("map"));
        await cluster.AddAsync(Quota(("pods", "2"), ("requests.cpu", "1"), ("configmaps", "5"), ("count/deployments.apps", "3"), ("services", "1")));
        await cluster.WhenIdleAsync(Cancel);

        var status = (await cluster.FindAsync<V1ResourceQuota>("default", "limits"))!.Status!;
        Assert.Equal("2", status.Hard!["pods"].ToString());
        Assert.Equal(
            "configmaps=1,count/deployments.apps=0,pods=1,requests.cpu=100m,services=0",
            string.Join(',', status.Used!.OrderBy(static entry => entry.Key, StringComparer.Ordinal).Select(static entry => $"{entry.Key}={entry.Value}")));
    }

    [Fact]
    public async Task Quota_IsUsedUp_RefusesUntilSomethingGoes()
    {
        await using var cluster = await StartQuotasAsync();
        await cluster.AddAsync(Quota(("pods", "2")));
        await cluster.WhenIdleAsync(Cancel);
        await cluster.AddAsync(Pod("a"));
        await cluster.AddAsync(Pod("b"));
        var error = await Assert.ThrowsAsync<ForbiddenException>(() => cluster.AddAsync(Pod("c")));
        Assert.Equal("pods \"c\" is forbidden: exceeded quota: limits, requested: pods=1, used: pods=2, limited: pods=2", error.Message);
        await cluster.Client.For<V1Pod>().DeleteAsync(new("default", "a"), new() { GracePeriodSeconds = 0 }, Cancel);
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(1), Cancel);

        await cluster.AddAsync(Pod("c"));
        Assert.Equal("2", await UsedAsync(cluster, "pods"));
    }

    [Fact]
    public async Task Pod_Ends_ItsAmountsAreGivenBack()
    {
        await using var cluster = await StartQuotasAsync();
        await cluster.AddAsync(Quota(("pods", "1"), ("count/pods", "9")));
        await cluster.WhenIdleAsync(Cancel);
        var pod = await cluster.AddAsync(Pod("a"));
        pod.Status = new() { Phase = "Succeeded" };
        await cluster.UpdateStatusAsync(pod);
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(1), Cancel);

        Assert.Equal(("0", "1"), (await UsedAsync(cluster, "pods"), await UsedAsync(cluster, "count/pods")));
    }

    [Fact]
    public async Task CountedObject_Goes_QuotaIsGivenBack()
    {
        await using var cluster = await StartQuotasAsync();
        await cluster.AddAsync(Quota(("count/configmaps", "1")));
        await cluster.WhenIdleAsync(Cancel);
        await cluster.AddAsync(Map("a"));
        await Assert.ThrowsAsync<ForbiddenException>(() => cluster.AddAsync(Map("b")));
        await cluster.DeleteAsync<V1ConfigMap>("default", "a");
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(1), Cancel);

        await cluster.AddAsync(Map("b"));
    }

    [Fact]
    public async Task Quota_IsRaised_MoreMayCome()
    {
        await using var cluster = await StartQuotasAsync();
        var quota = await cluster.AddAsync(Quota(("pods", "1")));
        await cluster.WhenIdleAsync(Cancel);
        await cluster.AddAsync(Pod("a"));
        quota = (await cluster.FindAsync<V1ResourceQuota>("default", "limits"))!;
        quota.Spec.Hard!["pods"] = "2";
        await cluster.Client.For<V1ResourceQuota>().UpdateAsync(quota, WriteOptions.Default, Cancel);
        await cluster.WhenIdleAsync(Cancel);

        await cluster.AddAsync(Pod("b"));
    }

    [Fact]
    public async Task ManyAtOnce_NeverMoreThanAllowed()
    {
        await using var cluster = await StartQuotasAsync();
        await cluster.AddAsync(Quota(("pods", "5")));
        await cluster.WhenIdleAsync(Cancel);
        var outcomes = new List<bool>();
        await cluster.Scheduler.Run("storm", async () => outcomes.AddRange(await Task.WhenAll(Enumerable.Range(0, 20).Select(i => TryAsync(cluster, $"p{i}")))));
        await cluster.AdvanceAsync(TimeSpan.FromMinutes(6), Cancel);

        Assert.Equal(outcomes.Count(static made => made), (await cluster.ListAsync<V1Pod>("default")).Count);
        Assert.InRange((await cluster.ListAsync<V1Pod>("default")).Count, 1, 5);
        Assert.Equal($"{(await cluster.ListAsync<V1Pod>("default")).Count}", await UsedAsync(cluster, "pods"));
    }

    [Fact]
    public async Task Quota_HasScopes_CountsOnlyItsPods()
    {
        await using var cluster = await StartQuotasAsync();
        var quota = Quota(("pods", "1"));
        quota.Spec.Scopes = ["BestEffort"];
        await cluster.AddAsync(Sized("sized"));
        await cluster.AddAsync(quota);
        await cluster.WhenIdleAsync(Cancel);
        Assert.Equal("0", await UsedAsync(cluster, "pods"));

        await cluster.AddAsync(Pod("best"));
        Assert.Equal("1", await UsedAsync(cluster, "pods"));
    }

    private static Task<TestCluster> StartQuotasAsync() => StartAsync(static controllers => controllers.AddServiceAccountController().AddQuotaController());

    private static async Task<bool> TryAsync(TestCluster cluster, string name)
    {
        try
        {
            await cluster.AddAsync(Pod(name));
            return true;
        }
        catch (Exception e) when (e is ForbiddenException or ConflictException)
        {
            return false;
        }
    }

    private static async Task<string> UsedAsync(TestCluster cluster, string entry) =>
        (await cluster.FindAsync<V1ResourceQuota>("default", "limits"))!.Status!.Used![entry].ToString();

    private static V1ResourceQuota Quota(params (string Entry, string Amount)[] hard) => new()
    {
        Metadata = new() { Name = "limits", Namespace = "default" },
        Spec = new() { Hard = hard.ToDictionary(static one => one.Entry, static one => new ResourceQuantity(one.Amount)) },
    };

    private static V1Pod Sized(string name)
    {
        var pod = Pod(name);
        pod.Spec.Containers[0].Resources = new() { Requests = new() { ["cpu"] = "100m" } };
        return pod;
    }
}
