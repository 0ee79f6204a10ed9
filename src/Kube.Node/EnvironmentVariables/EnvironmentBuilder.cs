using System.Text;
using Kube.Api.Models;

namespace Kube.Node.EnvironmentVariables;

/// <summary>Makes the environment of a container: services, envFrom, then env in order, each of which may refer to those before it.</summary>
/// <param name="objects">Config maps and secrets.</param>
/// <param name="files">Files in volumes; null where nothing is kept on a disk: variables of files are left out then.</param>
internal sealed class EnvironmentBuilder(IReferencedObjects objects, VariableFiles? files)
{
    /// <exception cref="ContainerSetupException">Something that it refers to is missing and not optional.</exception>
    public async ValueTask<EnvironmentResult> BuildAsync(EnvironmentRequest request, CancellationToken cancellationToken)
    {
        var services = ServiceVariables.For(request.Services, request.Pod.Metadata.Namespace!, request.Pod.Spec!.EnableServiceLinks ?? true);
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        var order = new List<string>();
        var skipped = new List<string>();

        foreach (var source in request.Container.EnvFrom ?? [])
            await AddAllAsync(request, source, Set, skipped, cancellationToken);
        foreach (var variable in request.Container.Env ?? [])
        {
            if (!string.IsNullOrEmpty(variable.Value)) Set(variable.Name, VariableExpansion.Expand(variable.Value, Known));
            else if (variable.ValueFrom is null) Set(variable.Name, "");
            else if (await ValueFromAsync(request, variable.ValueFrom, cancellationToken) is { } value) Set(variable.Name, value);
        }

        foreach (var name in services.Keys.Order(StringComparer.Ordinal))
            if (!values.ContainsKey(name)) Set(name, services[name]);
        return new([.. order.Select(name => KeyValuePair.Create(name, values[name]))], skipped);

        void Set(string name, string value)
        {
            if (!values.ContainsKey(name)) order.Add(name);
            values[name] = value;
        }

        string? Known(string name) => values.GetValueOrDefault(name) ?? services.GetValueOrDefault(name);
    }

    private async ValueTask AddAllAsync(
        EnvironmentRequest request, V1EnvFromSource source, Action<string, string> set, List<string> skipped, CancellationToken cancellationToken)
    {
        var ns = request.Pod.Metadata.Namespace!;
        var bad = new List<string>();
        if (source.ConfigMapRef is { } map)
        {
            var found = await objects.ConfigMapAsync(ns, map.Name!, cancellationToken);
            if (found is null && map.Optional != true) throw Missing("configmap", map.Name!);
            foreach (var (key, value) in Sorted(found?.Data)) Take(key, value);
            Report("configMap", map.Name!);
        }

        if (source.SecretRef is { } secret)
        {
            var found = await objects.SecretAsync(ns, secret.Name!, cancellationToken);
            if (found is null && secret.Optional != true) throw Missing("secret", secret.Name!);
            foreach (var (key, value) in Sorted(found?.Data)) Take(key, Encoding.UTF8.GetString(value));
            Report("secret", secret.Name!);
        }

        void Take(string key, string value)
        {
            key = source.Prefix + key;
            if (IsVariableName(key)) set(key, value);
            else bad.Add(key);
        }

        void Report(string kind, string name)
        {
            if (bad.Count == 0) return;
            skipped.Add($"Keys [{string.Join(", ", bad)}] from the EnvFrom {kind} {ns}/{name} were skipped since they are considered invalid environment variable names.");
            bad.Clear();
        }
    }

    /// <returns>Null when it is optional and missing: the variable is left out.</returns>
    private async ValueTask<string?> ValueFromAsync(EnvironmentRequest request, V1EnvVarSource source, CancellationToken cancellationToken)
    {
        var ns = request.Pod.Metadata.Namespace!;
        if (source.FieldRef is { } field)
            return PodFields.ValueOf(request.Pod, field.FieldPath, request.Addresses) ?? throw new ContainerSetupException($"unsupported fieldPath: {field.FieldPath}");
        if (source.ResourceFieldRef is { } resource)
            return ContainerResourceFields.ValueOf(request.Pod, resource, request.Container.Name, request.Allocatable);
        if (source.ConfigMapKeyRef is { } mapKey)
        {
            var map = await objects.ConfigMapAsync(ns, mapKey.Name!, cancellationToken);
            if (map is null) return mapKey.Optional == true ? null : throw Missing("configmap", mapKey.Name!);
            if (map.Data?.GetValueOrDefault(mapKey.Key) is { } value) return value;
            return mapKey.Optional == true ? null : throw new ContainerSetupException($"couldn't find key {mapKey.Key} in ConfigMap {ns}/{mapKey.Name}");
        }

        if (source.SecretKeyRef is { } secretKey)
        {
            var secret = await objects.SecretAsync(ns, secretKey.Name!, cancellationToken);
            if (secret is null) return secretKey.Optional == true ? null : throw Missing("secret", secretKey.Name!);
            if (secret.Data?.GetValueOrDefault(secretKey.Key) is { } value) return Encoding.UTF8.GetString(value);
            return secretKey.Optional == true ? null : throw new ContainerSetupException($"couldn't find key {secretKey.Key} in Secret {ns}/{secretKey.Name}");
        }

        return source.FileKeyRef is { } fileKey && files is not null ? FromFile(files, request, fileKey) : null;
    }

    private static string? FromFile(VariableFiles files, EnvironmentRequest request, V1FileKeySelector wanted)
    {
        if (!request.Volumes.TryGetValue(wanted.VolumeName, out var volume)) throw new ContainerSetupException($"cannot find the volume \"{wanted.VolumeName}\" referenced by FileKeyRef");
        var value = files.Read(request.Pod, volume, wanted.Path, wanted.Key);
        if (value.Length > 0) return value;
        // Upstream takes an empty value for a missing one.
        return wanted.Optional == true ? null : throw new ContainerSetupException($"environment variable key \"{wanted.Key}\" not found in file \"{volume}/{wanted.Path}\"");
    }

    private static ContainerSetupException Missing(string kind, string name) => new($"{kind} \"{name}\" not found");

    // Any printable ASCII but '=', as upstream since RelaxedEnvironmentVariableValidation.
    private static bool IsVariableName(string name) => name.Length > 0 && name.All(c => c is >= ' ' and <= '~' and not '=');

    private static IEnumerable<KeyValuePair<string, T>> Sorted<T>(Dictionary<string, T>? map) =>
        map is null ? [] : map.OrderBy(pair => pair.Key, StringComparer.Ordinal);
}
