// Reports after a test run which Vitest projects this machine could not run.
import { availableProjects, PROJECTS } from './backends.ts';

export default function setUp(): () => void {
  return () => {
    const available = availableProjects();
    const missing = PROJECTS.filter((name) => !available.includes(name));
    console.log(
      missing.length === 0
        ? `Projects available: ${available.join(', ')}.`
        : `Projects available: ${available.join(', ')}. NOT run, because a program is missing: ${missing.join(', ')}.`,
    );
  };
}
