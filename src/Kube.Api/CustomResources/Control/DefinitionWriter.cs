using Kube.Api.Authentication;
using Kube.Api.Catalog;
using Kube.Api.Client;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Api.Requests;
using Kube.Api.Selectors;

namespace Kube.Api.CustomResources.Control;

/// <summary>Writes what the controller decides: the status of definitions, and the end of those that go with their instances.</summary>
internal sealed class DefinitionWriter(IKubeClient client, IObjectReader reader, IObjectWriter writer)
{
    private readonly IResourceClient<V1CustomResourceDefinition> _definitions = client.For<V1CustomResourceDefinition>();

    /// <summary>Writes a status on the definition as it was looked at. Whoever came between will be looked at next.</summary>
    public async ValueTask SetStatusAsync(DefinitionEntry entry, V1CustomResourceDefinitionStatus status, CancellationToken cancellationToken)
    {
        try
        {
            var current = await _definitions.GetAsync(new ObjectKey("", entry.Name), cancellationToken);
            if (current.Metadata.Uid != entry.Head.Metadata.Uid) return;
            current.Status = status;
            current.Status.StoredVersions = entry.Head.Status?.StoredVersions;
            current.Metadata.ResourceVersion = entry.Revision.ToString(System.Globalization.CultureInfo.InvariantCulture);
            await _definitions.UpdateAsync(new ObjectKey("", entry.Name), "status", current, WriteOptions.Default, cancellationToken);
        }
        catch (ApiException e) when (e is NotFoundException or ConflictException)
        {
            // It changed or went meanwhile: the next look decides anew.
        }
    }

    /// <summary>Deletes the instances of a definition and, once none is left, lets it go.</summary>
    /// <returns>Whether that is done.</returns>
    public async ValueTask<bool> TryFinishAsync(DefinitionEntry entry, IReadOnlyList<ResourceDefinition> served, CancellationToken cancellationToken)
    {
        if (served is [var resource, ..] && !await TryEmptyAsync(resource, cancellationToken)) return false;
        try
        {
            var current = await _definitions.GetAsync(new ObjectKey("", entry.Name), cancellationToken);
            if (current.Metadata.Uid != entry.Head.Metadata.Uid || current.Metadata.Finalizers?.Remove(DefinitionConditions.Finalizer) != true) return true;
            await _definitions.UpdateAsync(current, WriteOptions.Default, cancellationToken);
            return true;
        }
        catch (NotFoundException)
        {
            return true;
        }
        catch (ConflictException)
        {
            return false;
        }
    }

    private async ValueTask<bool> TryEmptyAsync(ResourceDefinition resource, CancellationToken cancellationToken)
    {
        var list = new RequestInfo { User = UserInfo.ApiServer, Verb = Verbs.List, Resource = resource, UserAgent = "kube-apiserver" };
        var found = await reader.ListAsync(list, new ListOptions(), cancellationToken);
        var isEmpty = true;
        foreach (var item in found.Items)
        {
            isEmpty = false;
            if (item.Object.Facts.IsTerminating) continue;
            var request = list with { Verb = Verbs.Delete, Namespace = item.Object.Facts.Namespace, Name = item.Object.Facts.Name };
            try
            {
                await writer.DeleteAsync(request, new V1DeleteOptions(), cancellationToken);
            }
            catch (NotFoundException)
            {
                // Gone is what was asked for.
            }
        }

        if (isEmpty) return true;
        // Those without finalizers are gone already.
        return !(await reader.ListAsync(list, new ListOptions { Limit = 1 }, cancellationToken)).Items.Any();
    }
}
