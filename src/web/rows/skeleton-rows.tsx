// Rows as they will be, while they are asked for.
export function SkeletonRows({ columns }: { columns: number }) {
  return (
    <tbody aria-hidden="true">
      {Array.from({ length: 12 }, (_, row) => (
        <tr key={row}>
          <td colSpan={columns}>
            <div class="skeleton" />
          </td>
        </tr>
      ))}
    </tbody>
  );
}
