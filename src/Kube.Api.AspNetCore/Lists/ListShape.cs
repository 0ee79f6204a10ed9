using System.Buffers;
using Kube.Api.Objects;
using Kube.Api.Requests;

namespace Kube.Api.AspNetCore.Lists;

/// <summary>How a list is put together piece by piece, so that it can be streamed: start, items with commas between, end.</summary>
internal abstract class ListShape
{
    /// <summary>Writes everything before the first item.</summary>
    /// <param name="list">The list.</param>
    /// <param name="hasItems">Whether there is an item at all.</param>
    /// <param name="output">Where to.</param>
    public abstract void Start(ListResult list, bool hasItems, IBufferWriter<byte> output);

    /// <summary>Writes one item, without the comma before it.</summary>
    public abstract void Item(in ObjectRevision item, IBufferWriter<byte> output);

    /// <summary>Writes everything after the last item.</summary>
    public abstract void End(bool hasItems, IBufferWriter<byte> output);

    /// <summary>Writes the whole list.</summary>
    public void WriteAll(ListResult list, IBufferWriter<byte> output)
    {
        using var items = list.Items.GetEnumerator();
        var hasItems = items.MoveNext();
        Start(list, hasItems, output);
        if (hasItems)
        {
            Item(items.Current, output);
            while (items.MoveNext())
            {
                output.Write(","u8);
                Item(items.Current, output);
            }
        }

        End(hasItems, output);
    }
}
