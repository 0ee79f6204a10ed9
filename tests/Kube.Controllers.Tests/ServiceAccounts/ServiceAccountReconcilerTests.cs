using Kube.Api.Models;
using Kube.Controllers.ServiceAccounts;
using static Kube.Controllers.Tests.ClusterObjects;

namespace Kube.Controllers.Tests.ServiceAccounts;

public sealed class ServiceAccountReconcilerTests
{
    [Fact]
    public async Task Start_NamespacesWithoutAccount_GetOneAndGetItAgain()
    {
        await using var cluster = await StartAsync(static controllers => controllers.AddServiceAccountController());
        await cluster.WhenIdleAsync(Cancel);
        var first = await cluster.FindAsync<V1ServiceAccount>("kube-system", "default");
        Assert.NotNull(first);
        await cluster.DeleteAsync<V1ServiceAccount>("kube-system", "default");
        await cluster.WhenIdleAsync(Cancel);

        Assert.NotEqual(first.Metadata.Uid, (await cluster.FindAsync<V1ServiceAccount>("kube-system", "default"))!.Metadata.Uid);
    }
}
