using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Kube.Api.Catalog;
using Kube.Api.Client.Http;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Api.Requests;
using Kube.Api.Watch;

namespace Kube.Api.AspNetCore.Tests.Door;

public sealed class ApiDoorTests(DoorFixture server) : IClassFixture<DoorFixture>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/healthz", null, 200)]
    [InlineData("/readyz?verbose", null, 200)]
    [InlineData("/version", null, 200)]
    [InlineData("/api", null, 403)]
    [InlineData("/api", "tok-alice", 200)]
    [InlineData("/metrics", "tok-alice", 403)]
    [InlineData("/statusz", "tok-alice", 403)]
    [InlineData("/flagz", "tok-alice", 403)]
    [InlineData("/metrics", "tok-admin", 200)]
    [InlineData("/healthz", "wrong", 401)]
    [InlineData("/nosuch", "tok-admin", 404)]
    [InlineData("/openapi/v3", "tok-admin", 200)]
    [InlineData("/api/v1/nosuch", "tok-admin", 404)]
    [InlineData("/apis/nosuch.example.com/v1/x", "tok-admin", 404)]
    public async Task Path_ByUser_AnswersAsUpstream(string path, string? token, int status)
    {
        using var http = server.Client(token);
        using var answer = await http.GetAsync(path, Cancel);

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.True(Guid.TryParse(answer.Headers.GetValues("Audit-Id").Single(), out _));
        Assert.Contains("no-cache", answer.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task About_TheServer_TellsItsVersionFlagsAndHealth()
    {
        using var http = server.Client();
        Assert.Matches(@"\A\nkube-apiserver statusz\n(.*\n)*Up: \d+ hr \d\d min \d\d sec\n(.*\n)*Binary version: 1\.36\.0\n", await http.GetStringAsync("/statusz", Cancel));
        Assert.Contains("\nsecure-port=0\n", await http.GetStringAsync("/flagz", Cancel), StringComparison.Ordinal);
        Assert.Contains("kubernetes_healthcheck{name=\"ping\",type=\"readyz\"} 1\n", await http.GetStringAsync("/metrics/slis", Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Metrics_OfTheServer_IncludeTheStores()
    {
        using var http = server.Client();
        await PostAsync(http, "/api/v1/namespaces", """{"metadata":{"name":"measured"}}""");
        var text = await http.GetStringAsync("/metrics", Cancel);
        Assert.Matches(@"(?m)^etcd_disk_wal_fsync_duration_seconds_count [1-9]", text);
        Assert.Matches(@"(?m)^etcd_debugging_mvcc_keys_total [1-9]", text);
        Assert.Matches(@"(?m)^apiserver_request_total\{code=""201"".*resource=""namespaces""", text);
    }

    [Fact]
    public async Task Body_OverTheLimit_IsTooLarge()
    {
        using var http = server.Client();
        using var answer = await http.PostAsync("/api/v1/namespaces", new ByteArrayContent(new byte[(3 << 20) + 1]), Cancel);
        var status = await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Equal("Request entity too large: limit is 3145728", status.GetProperty("message").GetString());
    }

    [Fact]
    public async Task List_LargeAndGzip_IsTheSameListCompressed()
    {
        using var http = server.Client();
        await PostAsync(http, "/api/v1/namespaces", """{"metadata":{"name":"gzip"}}""");
        for (var i = 0; i < 60; i++)
            await PostAsync(http, "/api/v1/namespaces/gzip/configmaps", $$$"""{"metadata":{"name":"c{{{i}}}"},"data":{"k":"{{{new string((char)('a' + (i % 26)), 4000)}}}"}}""");
        var plain = await http.GetByteArrayAsync("/api/v1/namespaces/gzip/configmaps", Cancel);

        for (var round = 0; round < 2; round++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/namespaces/gzip/configmaps");
            request.Headers.AcceptEncoding.Add(new("gzip"));
            using var answer = await http.SendAsync(request, Cancel);
            Assert.Equal("gzip", answer.Content.Headers.ContentEncoding.Single());
            using var stream = new GZipStream(await answer.Content.ReadAsStreamAsync(Cancel), CompressionMode.Decompress);
            using var whole = new MemoryStream();
            await stream.CopyToAsync(whole, Cancel);
            Assert.Equal(Encoding.UTF8.GetString(plain), Encoding.UTF8.GetString(whole.ToArray()));
        }
    }

    [Fact]
    public async Task Get_EveryEncoding_SaysTheSame()
    {
        using var http = server.Client();
        await PostAsync(http, "/api/v1/namespaces", """{"metadata":{"name":"encodings"}}""");
        await PostAsync(http, "/api/v1/namespaces/encodings/configmaps", """{"metadata":{"name":"a"},"data":{"k":"v"}}""");
        const string Path = "/api/v1/namespaces/encodings/configmaps/a";
        var json = await GetAsync(http, Path, "application/json");
        var yaml = await GetAsync(http, Path, "application/yaml");
        var protobuf = await GetAsync(http, Path, "application/vnd.kubernetes.protobuf");
        var codec = KubernetesTypes.Codec<V1ConfigMap>();

        var expected = codec.Decode(json, null);
        Assert.True(codec.SemanticEquals(expected, codec.Decode(Kube.Api.Yaml.KubeYaml.ToJson(yaml), null)));
        Assert.True(codec.SemanticEquals(expected, codec.DecodeProtobuf(protobuf)));
    }

    [Fact]
    public async Task Client_OverHttp_CreatesReadsPatchesAndDeletes()
    {
        using var client = HttpKubeClient.Create(server.Admin, "door-tests", TimeProvider.System);
        var maps = client.For<V1ConfigMap>();
        await client.For<V1Namespace>().CreateAsync(new V1Namespace { Metadata = new() { Name = "client" } }, WriteOptions.Default, Cancel);

        var made = await maps.CreateAsync(new V1ConfigMap { Metadata = new() { Name = "a", Namespace = "client" }, Data = new() { ["k"] = "v" } }, WriteOptions.Default, Cancel);
        var patched = await maps.PatchAsync(new("client", "a"), new PatchBody(PatchType.Merge, """{"data":{"x":"y"}}"""u8.ToArray()), WriteOptions.Default, Cancel);
        var list = await maps.ListAsync("client", ListOptions.Default, Cancel);

        Assert.Equal("v", made.Data!["k"]);
        Assert.Equal("y", patched.Data!["x"]);
        Assert.Equal("a", Assert.Single(list.Items).Metadata.Name);
        Assert.Equal("door-tests", patched.Metadata.ManagedFields![0].Manager);
        var stale = await Assert.ThrowsAsync<ConflictException>(async () => await maps.UpdateAsync(made, WriteOptions.Default, Cancel));
        Assert.Equal($"Operation cannot be fulfilled on configmaps \"a\": {ConflictException.Modified}", stale.Message);
        await maps.DeleteAsync(new("client", "a"), new V1DeleteOptions(), Cancel);
        await Assert.ThrowsAsync<NotFoundException>(async () => await maps.GetAsync(new("client", "a"), Cancel));
    }

    [Fact]
    public async Task Client_OverHttp_WatchesWhatHappens()
    {
        using var client = HttpKubeClient.Create(server.Admin, "door-tests", TimeProvider.System);
        var maps = client.For<V1ConfigMap>();
        await client.For<V1Namespace>().CreateAsync(new V1Namespace { Metadata = new() { Name = "watch" } }, WriteOptions.Default, Cancel);
        var start = (await maps.ListAsync("watch", ListOptions.Default, Cancel)).ResourceVersion;

        await using var events = maps.WatchAsync("watch", new ListOptions { ResourceVersion = start }, Cancel).GetAsyncEnumerator(Cancel);
        var next = events.MoveNextAsync();
        await maps.CreateAsync(new V1ConfigMap { Metadata = new() { Name = "a", Namespace = "watch" } }, WriteOptions.Default, Cancel);
        Assert.True(await next);
        Assert.Equal((WatchEventType.Added, "a"), (events.Current.Type, events.Current.Object.Metadata.Name));
        await maps.DeleteAsync(new("watch", "a"), new V1DeleteOptions(), Cancel);
        Assert.True(await events.MoveNextAsync());
        Assert.Equal(WatchEventType.Deleted, events.Current.Type);
    }

    [Fact]
    public async Task Client_OverHttp_ReadsUnknownKindsAsTrees()
    {
        using var client = HttpKubeClient.Create(server.Admin, "door-tests", TimeProvider.System);
        var namespaces = client.For(new GroupVersionResource("", "v1", "namespaces"));
        await client.For<V1Namespace>().CreateAsync(new V1Namespace { Metadata = new() { Name = "trees" } }, WriteOptions.Default, Cancel);

        Assert.Equal("trees", (await namespaces.GetAsync(new("trees"), Cancel)).Name);
        await Assert.ThrowsAsync<ResourceNotServedException>(async () => await client.For(new GroupVersionResource("", "v1", "nosuch")).GetAsync(new("x"), Cancel));
    }

    private static async Task<byte[]> GetAsync(HttpClient http, string path, string accept)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("Accept", accept);
        using var answer = await http.SendAsync(request, Cancel);
        Assert.Equal(accept, answer.Content.Headers.ContentType!.MediaType);
        return await answer.Content.ReadAsByteArrayAsync(Cancel);
    }

    private static async Task PostAsync(HttpClient http, string path, string json)
    {
        using var answer = await http.PostAsync(path, new StringContent(json, Encoding.UTF8, "application/json"), Cancel);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Cancel));
    }
}
