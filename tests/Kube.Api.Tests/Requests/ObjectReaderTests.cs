using Kube.Api.Errors;
using Kube.Api.Requests;

namespace Kube.Api.Tests.Requests;

public sealed class ObjectReaderTests
{
    [Fact]
    public async Task List_WithLimit_PagesAtOneRevision()
    {
        await using var api = await WithConfigMapsAsync(5);
        var first = await api.ListAsync("configmaps", "n", new ListOptions { Limit = 2 });
        Assert.Equal(["c0", "c1"], ApiUnderTest.Names(first));
        Assert.Equal(3, first.RemainingItemCount);
        await api.DeleteAsync("configmaps", "n", "c2");
        await api.CreateAsync("configmaps", "n", """{"metadata":{"name":"c3a"}}""");
        var second = await api.ListAsync("configmaps", "n", new ListOptions { Limit = 2, Continue = first.Continue });
        Assert.Equal(["c2", "c3"], ApiUnderTest.Names(second));
        Assert.Equal(first.Revision, second.Revision);
        Assert.Equal(1, second.RemainingItemCount);
        var last = await api.ListAsync("configmaps", "n", new ListOptions { Limit = 2, Continue = second.Continue });
        Assert.Equal(["c4"], ApiUnderTest.Names(last));
        Assert.Equal("", last.Continue);
        Assert.Equal(["c0", "c1", "c3", "c3a", "c4"], ApiUnderTest.Names(await api.ListAsync("configmaps", "n")));
    }

    [Fact]
    public async Task List_Compacted_ExpiredWithATokenThatGoesOn()
    {
        await using var api = await WithConfigMapsAsync(3);
        var first = await api.ListAsync("configmaps", "n", new ListOptions { Limit = 1 });
        await api.CreateAsync("configmaps", "n", """{"metadata":{"name":"z"}}""");
        await api.Get<Kube.Store.Maintenance.IStoreMaintenance>().CompactAsync(first.Revision + 1, ApiUnderTest.Cancel);
        var error = await Assert.ThrowsAsync<ExpiredException>(() => api.ListAsync("configmaps", "n", new ListOptions { Continue = first.Continue }));
        Assert.StartsWith("The provided continue parameter is too old to display a consistent list result.", error.Message, StringComparison.Ordinal);
        var rest = await api.ListAsync("configmaps", "n", new ListOptions { Continue = error.ContinueToken! });
        Assert.Equal(["c1", "c2", "z"], ApiUnderTest.Names(rest));
    }

    [Theory]
    [InlineData("garbage", "invalid continue token: continue key is not valid: invalid character '\\u0081' looking for beginning of value")]
    [InlineData("{}", "invalid continue token: continue key is not valid: illegal base64 data at input byte 0")]
    [InlineData("e30", "invalid continue token: continue key is not valid: server does not recognize this encoded version ")]
    [InlineData("eyJ2IjogIm1ldGEuazhzLmlvL3YxIiwgInJ2IjogMCwgInN0YXJ0IjogIngifQ", "invalid continue token: continue key is not valid: incorrect encoded start resourceVersion (version meta.k8s.io/v1)")]
    [InlineData("eyJ2IjogIm1ldGEuazhzLmlvL3YxIiwgInJ2IjogNSwgInN0YXJ0IjogIi4uLy4uL3NlY3JldHMveCJ9", "invalid continue token: continue key is not valid: ../../secrets/x")]
    public async Task List_BadContinueToken_BadRequest(string token, string message)
    {
        await using var api = await WithConfigMapsAsync(1);
        var error = await Assert.ThrowsAsync<BadRequestException>(() => api.ListAsync("configmaps", "n", new ListOptions { Continue = token }));
        Assert.Equal(message, error.Message);
    }

    [Fact]
    public async Task List_AllNamespaces_OrderedByKey()
    {
        await using var api = await WithConfigMapsAsync(1);
        await api.AddNamespacesAsync("a", "z");
        await api.CreateAsync("configmaps", "z", """{"metadata":{"name":"a"}}""");
        await api.CreateAsync("configmaps", "a", """{"metadata":{"name":"z"}}""");
        Assert.Equal(["z", "c0", "a"], ApiUnderTest.Names(await api.ListAsync("configmaps", "")));
        Assert.Equal(["c0"], ApiUnderTest.Names(await api.ListAsync("configmaps", "", new ListOptions { FieldSelector = "metadata.namespace=n" })));
    }

    [Fact]
    public async Task List_FutureRevision_TimesOut()
    {
        await using var api = await WithConfigMapsAsync(1);
        var error = await Assert.ThrowsAsync<RequestTimeoutException>(() => api.ListAsync("configmaps", "n", new ListOptions { ResourceVersion = "99999999" }));
        Assert.StartsWith("Timeout: Too large resource version: 99999999, current: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_SecondTime_AllocatesLittle()
    {
        await using var api = await WithConfigMapsAsync(1);
        var request = api.Request("get", "configmaps", "n", "c0");
        for (var i = 0; i < 100; i++) await api.Reader.GetAsync(request, GetOptions.Default, ApiUnderTest.Cancel);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            var reading = api.Reader.GetAsync(request, GetOptions.Default, ApiUnderTest.Cancel);
            Assert.True(reading.IsCompletedSuccessfully);
        }

        // The result, the authorizer's question, nothing that grows with the object.
        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / 100, 1, 400);
    }

    private static async Task<ApiUnderTest> WithConfigMapsAsync(int count)
    {
        var api = new ApiUnderTest();
        await api.AddNamespacesAsync("n");
        for (var i = 0; i < count; i++) await api.CreateAsync("configmaps", "n", $"{{\"metadata\":{{\"name\":\"c{i}\",\"labels\":{{\"i\":\"{i}\"}}}}}}");
        return api;
    }
}
