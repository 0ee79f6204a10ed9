using System.Text;
using Kube.Api.Authentication;
using Kube.Api.Catalog;
using Kube.Api.Client;
using Kube.Api.Hosting;
using Kube.Api.Models;
using Kube.Api.Objects;
using Kube.Api.Requests;
using Kube.Store.Disk;
using Kube.Testing.Store;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kube.Api.Tests;

/// <summary>The whole API over an embedded store on a disk in memory.</summary>
internal sealed class ApiUnderTest : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    public ApiUnderTest(Action<IKubeApiBuilder> add)
        : this(null, add)
    {
    }

    public ApiUnderTest(Action<IServiceCollection>? configure = null, Action<IKubeApiBuilder>? add = null)
    {
        var services = new ServiceCollection();
        services.AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance).AddSingleton(typeof(ILogger<>), typeof(NullLogger<>));
        services.AddSingleton<IStoreDisk>(new SimulatedDisk());
        configure?.Invoke(services);
        services.AddKubeStore().UseEmbedded(wal => wal.Directory = "/simulated");
        var api = services.AddKubeApi().AddKubernetesResources();
        add?.Invoke(api);
        _services = services.BuildServiceProvider();
    }

    public static UserInfo Admin { get; } = new("admin", groups: [UserNames.MastersGroup, UserNames.AuthenticatedGroup]);

    public IObjectReader Reader => Get<IObjectReader>();

    public IObjectWriter Writer => Get<IObjectWriter>();

    public IKubeClient Client => Get<IKubeClientFactory>().Create(Admin, "tests");

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public RequestInfo Request(string verb, string resource, string ns = "", string name = "", string subresource = "", string group = "", string version = "v1")
    {
        Assert.True(Get<IResourceCatalog>().Current.TryFind(new GroupVersionResource(group, version, resource), out var definition));
        return new() { User = Admin, Verb = verb, Resource = definition, Namespace = ns, Name = name, Subresource = subresource };
    }

    /// <summary>Makes the namespaces that tests write to.</summary>
    public async Task AddNamespacesAsync(params string[] names)
    {
        foreach (var name in names)
            await CreateAsync("namespaces", "", $$$"""{"metadata":{"name":"{{{name}}}"}}""");
    }

    public async Task<string> CreateAsync(string resource, string ns, string json, WriteOptions? options = null, string group = "") =>
        Show(await Writer.CreateAsync(Request(Verbs.Create, resource, ns, group: group), Json(json), options ?? WriteOptions.Default, Cancel));

    public async Task<string> UpdateAsync(string resource, string ns, string name, string json, string subresource = "", WriteOptions? options = null) =>
        Show(await Writer.UpdateAsync(Request(Verbs.Update, resource, ns, name, subresource), Json(json), options ?? WriteOptions.Default, Cancel));

    public async Task<string> PatchAsync(
        string resource, string ns, string name, string json, PatchType type = PatchType.Merge, string subresource = "", WriteOptions? options = null, string group = "") =>
        Show(await Writer.PatchAsync(
            Request(Verbs.Patch, resource, ns, name, subresource, group), new(type, Encoding.UTF8.GetBytes(json)), options ?? WriteOptions.Default, Cancel));

    public async Task<string> DeleteAsync(string resource, string ns, string name, V1DeleteOptions? options = null) =>
        Show(await Writer.DeleteAsync(Request(Verbs.Delete, resource, ns, name), options ?? new(), Cancel));

    public async Task<string> GetAsync(string resource, string ns, string name) =>
        Show(await Reader.GetAsync(Request(Verbs.Get, resource, ns, name), GetOptions.Default, Cancel));

    public async Task<ListResult> ListAsync(string resource, string ns, ListOptions? options = null) =>
        await Reader.ListAsync(Request(Verbs.List, resource, ns), options ?? ListOptions.Default, Cancel);

    public static string[] Names(ListResult list) => [.. list.Items.Select(item => item.Object.Facts.Name)];

    public static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static RequestBody Json(string json) => RequestBody.FromBytes(Encoding.UTF8.GetBytes(json), BodyFormat.Json);

    public static string Show(ObjectResult result) => Show(result.Object, result.Revision);

    public static string Show(ServedObject obj, long revision)
    {
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        obj.WriteJson(output, revision);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
