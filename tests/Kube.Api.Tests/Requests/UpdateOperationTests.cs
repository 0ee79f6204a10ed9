using Kube.Api.Errors;
using Kube.Api.Requests;

namespace Kube.Api.Tests.Requests;

public sealed class UpdateOperationTests
{
    [Fact]
    public async Task Update_StaleResourceVersion_Conflict()
    {
        await using var api = await WithConfigMapAsync();
        var first = await api.GetAsync("configmaps", "n", "a");
        var stale = first.Replace("\"1\"", "\"2\"", StringComparison.Ordinal);
        await api.UpdateAsync("configmaps", "n", "a", stale);
        var error = await Assert.ThrowsAsync<ConflictException>(() => api.UpdateAsync("configmaps", "n", "a", stale));
        Assert.Equal(
            "Operation cannot be fulfilled on configmaps \"a\": the object has been modified; please apply your changes to the latest version and try again",
            error.Message);
    }

    [Fact]
    public async Task Update_SameContent_CommitsNothing()
    {
        await using var api = await WithConfigMapAsync();
        var before = await api.GetAsync("configmaps", "n", "a");
        Assert.Equal(before, await api.UpdateAsync("configmaps", "n", "a", """{"metadata":{"name":"a"},"data":{"k":"1"}}"""));
    }

    [Fact]
    public async Task Update_AnotherUid_Conflict()
    {
        await using var api = await WithConfigMapAsync();
        var error = await Assert.ThrowsAsync<ConflictException>(() => api.UpdateAsync("configmaps", "n", "a", """{"metadata":{"name":"a","uid":"x"}}"""));
        Assert.StartsWith(
            "Operation cannot be fulfilled on configmaps \"a\": StorageError: invalid object, Code: 4, Key: /registry/configmaps/n/a, ResourceVersion: 0, "
            + "AdditionalErrorMsg: Precondition failed: UID in precondition: x, UID in object meta: ",
            error.Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"metadata":{"name":"b"}}""", "the name of the object (b) does not match the name on the URL (a)")]
    [InlineData("""{"metadata":{}}""", "the name of the object (a based on URL) was undeterminable: name must be provided")]
    [InlineData("""{"metadata":{"name":"a","namespace":"x"}}""", "the namespace of the provided object does not match the namespace sent on the request")]
    public async Task Update_BodyOfAnotherObject_BadRequest(string body, string message)
    {
        await using var api = await WithConfigMapAsync();
        var error = await Assert.ThrowsAsync<BadRequestException>(() => api.UpdateAsync("configmaps", "n", "a", body));
        Assert.Equal(message, error.Message);
    }

    [Fact]
    public async Task Update_Missing_NotFound()
    {
        await using var api = await WithConfigMapAsync();
        await Assert.ThrowsAsync<NotFoundException>(() => api.UpdateAsync("configmaps", "n", "zz", """{"metadata":{"name":"zz"}}"""));
    }

    [Fact]
    public async Task Patch_Merge_ChangesAndRemoves()
    {
        await using var api = await WithConfigMapAsync();
        var patched = await api.PatchAsync("configmaps", "n", "a", """{"data":{"k":null,"l":"2"},"metadata":{"labels":{"x":"y"}}}""");
        Assert.EndsWith("\"data\":{\"l\":\"2\"}}", patched, StringComparison.Ordinal);
        Assert.Contains("\"labels\":{\"x\":\"y\"}", patched, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Patch_JsonTestFails_Unprocessable()
    {
        await using var api = await WithConfigMapAsync();
        var error = await Assert.ThrowsAsync<UnprocessableException>(
            () => api.PatchAsync("configmaps", "n", "a", """[{"op":"test","path":"/data/k","value":"7"}]""", PatchType.Json));
        Assert.Equal("the server rejected our request due to an error in our request", error.Message);
    }

    [Fact]
    public async Task Patch_UidChanged_Invalid()
    {
        await using var api = await WithConfigMapAsync();
        var error = await Assert.ThrowsAsync<InvalidException>(() => api.PatchAsync("configmaps", "n", "a", """{"metadata":{"uid":"x"}}"""));
        Assert.Equal("ConfigMap \"a\" is invalid: metadata.uid: Invalid value: \"x\": field is immutable", error.Message);
    }

    [Fact]
    public async Task Patch_StaleResourceVersion_Conflict()
    {
        await using var api = await WithConfigMapAsync();
        await Assert.ThrowsAsync<ConflictException>(() => api.PatchAsync("configmaps", "n", "a", """{"metadata":{"resourceVersion":"1"},"data":{"z":"1"}}"""));
    }

    [Fact]
    public async Task Patch_ManyAtOnce_NoneIsLost()
    {
        await using var api = await WithConfigMapAsync();
        await Task.WhenAll(Enumerable.Range(0, 32).Select(i => Task.Run(() => api.PatchAsync("configmaps", "n", "a", $$$"""{"data":{"p{{{i}}}":"1"}}"""))));
        var after = await api.GetAsync("configmaps", "n", "a");
        Assert.All(Enumerable.Range(0, 32), i => Assert.Contains($"\"p{i}\":\"1\"", after, StringComparison.Ordinal));
    }

    private static async Task<ApiUnderTest> WithConfigMapAsync()
    {
        var api = new ApiUnderTest();
        await api.AddNamespacesAsync("n");
        await api.CreateAsync("configmaps", "n", """{"metadata":{"name":"a"},"data":{"k":"1"}}""");
        return api;
    }
}
