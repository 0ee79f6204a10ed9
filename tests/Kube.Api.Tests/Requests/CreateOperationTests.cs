using Kube.Api.Catalog;
using Kube.Api.Errors;
using Kube.Api.Requests;

namespace Kube.Api.Tests.Requests;

public sealed class CreateOperationTests
{
    [Fact]
    public async Task Create_ConfigMap_AnswersWithSystemFields()
    {
        await using var api = new ApiUnderTest();
        await api.AddNamespacesAsync("n");
        var made = await api.CreateAsync("configmaps", "n", """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"},"data":{"k":"v"}}""");
        Assert.StartsWith("""{"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"a","namespace":"n","uid":""", made, StringComparison.Ordinal);
        Assert.Contains("\"resourceVersion\":\"", made, StringComparison.Ordinal);
        Assert.EndsWith(
            "\"managedFields\":[{\"manager\":\"unknown\",\"operation\":\"Update\",\"apiVersion\":\"v1\",\"time\":\"" + Between(made, "\"time\":\"", "\"")
            + "\",\"fieldsType\":\"FieldsV1\",\"fieldsV1\":{\"f:data\":{\".\":{},\"f:k\":{}}}}]},\"data\":{\"k\":\"v\"}}",
            made,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Create_NameTaken_AlreadyExists()
    {
        await using var api = new ApiUnderTest();
        await api.AddNamespacesAsync("n");
        await api.CreateAsync("configmaps", "n", """{"metadata":{"name":"a"}}""");
        var error = await Assert.ThrowsAsync<AlreadyExistsException>(() => api.CreateAsync("configmaps", "n", """{"metadata":{"name":"a"}}"""));
        Assert.Equal("configmaps \"a\" already exists", error.Message);
    }

    [Fact]
    public async Task Create_NamespaceMissing_NotFound()
    {
        await using var api = new ApiUnderTest();
        var error = await Assert.ThrowsAsync<NotFoundException>(() => api.CreateAsync("configmaps", "none", """{"metadata":{"name":"a"}}"""));
        Assert.Equal("namespaces \"none\" not found", error.Message);
    }

    [Fact]
    public async Task Create_GenerateName_AppendsFiveCharacters()
    {
        await using var api = new ApiUnderTest();
        await api.AddNamespacesAsync("n");
        var made = await api.CreateAsync("configmaps", "n", """{"metadata":{"generateName":"gen-"}}""");
        Assert.Matches("\"name\":\"gen-[bcdfghjklmnpqrstvwxz2456789]{5}\"", made);
    }

    [Fact]
    public async Task Create_DryRun_CommitsNothing()
    {
        await using var api = new ApiUnderTest();
        await api.AddNamespacesAsync("n");
        var made = await api.CreateAsync("configmaps", "n", """{"metadata":{"name":"d"}}""", new WriteOptions { DryRun = ["All"] });
        Assert.DoesNotContain("resourceVersion", made, StringComparison.Ordinal);
        await Assert.ThrowsAsync<NotFoundException>(
            async () => await api.Reader.GetAsync(api.Request(Verbs.Get, "configmaps", "n", "d"), GetOptions.Default, ApiUnderTest.Cancel));
    }

    [Fact]
    public async Task Create_UnknownField_WarnsAndStrictRefuses()
    {
        await using var api = new ApiUnderTest();
        await api.AddNamespacesAsync("n");
        var body = ApiUnderTest.Json("""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","nope":1},"nosuch":1}""");
        var result = await api.Writer.CreateAsync(api.Request(Verbs.Create, "configmaps", "n"), body, WriteOptions.Default, ApiUnderTest.Cancel);
        Assert.Equal(["unknown field \"metadata.nope\"", "unknown field \"nosuch\""], result.Warnings);
        var error = await Assert.ThrowsAsync<BadRequestException>(async () => await api.Writer.CreateAsync(
            api.Request(Verbs.Create, "configmaps", "n"), body, new WriteOptions { FieldValidation = "Strict" }, ApiUnderTest.Cancel));
        Assert.Equal(
            "ConfigMap in version \"v1\" cannot be handled as a ConfigMap: strict decoding error: unknown field \"metadata.nope\", unknown field \"nosuch\"",
            error.Message);
    }

    private static string Between(string text, string before, string after)
    {
        var start = text.IndexOf(before, StringComparison.Ordinal) + before.Length;
        return text[start..text.IndexOf(after, start, StringComparison.Ordinal)];
    }
}
