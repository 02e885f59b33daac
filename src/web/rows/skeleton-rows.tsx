// Placeholder rows shown while a list loads.
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
